using FsCheck.Xunit;
using RagPruner.Answering;
using RagPruner.Contexts;
using RagPruner.Drafting;
using RagPruner.Local.EmbeddedModel;
using RagPruner.Local.KnowledgeBase;

namespace RagPruner.Local.Tests.EmbeddedModel;

public sealed class ExtractiveModelTests
{
    private const string Ferry = "The night ferry to Malmö leaves at 22:15 from pier four. Dogs travel free of charge. The captain is Ines Holm.";

    private static readonly CollectionStatistics s_collection = Collection(Ferry + " The ferry and the bus and the train leave from the harbour every day.");

    [Theory]
    [InlineData("When does the night ferry to Malmö leave?", "22:15")]
    [InlineData("Who is the captain?", "Ines Holm")]
    public void Copies_a_short_answer_of_the_kind_asked_for(string question, string draft) => Draft(question, Ferry).Draft.ShouldBe(draft);

    [Fact]
    public void Abstains_where_nothing_of_the_question_stands() =>
        Draft("Which quota applies to imported models?", "Dogs travel free of charge, and so do cats, if they are small and keep quiet on the way across.").Abstained.ShouldBeTrue();

    [Fact]
    public void The_question_likelihood_is_the_dirichlet_formula()
    {
        var collection = new CollectionStatistics(new Dictionary<string, int>(StringComparer.Ordinal) { ["dog"] = 3, ["free"] = 2 });
        // No term occurs once, so the least unseen mass is set aside: 1 in 6.
        var pDog = 3 / 5.0 * (1 - 1 / 6.0);
        var evidence = new ExtractiveModel(collection).Draft("dogs", "dogs dogs free", 4);
        evidence.QuestionLogprob!.Value.ShouldBe(Math.Log((2 + QueryLikelihood.Mu * pDog) / (3 + QueryLikelihood.Mu)), 1e-12);
    }

    [Property]
    public void Every_step_has_a_normalised_distribution(int seed)
    {
        var random = new Random(seed);
        var collection = Collection(Text(random, 60));
        var context = new ContextText(Text(random, random.Next(1, 40)));
        var likelihood = new QueryLikelihood(context.Terms, collection);
        var model = new CopyModel(new QuestionTerms(Text(random, 5), collection), context, likelihood, collection);
        var (belief, end) = (model.Start(), 0.0);
        for (var step = 0; step < 6 && end < 1; step++)
        {
            var listed = model.Distribution(belief, end);
            // What is not listed has its background probability alone.
            var names = listed.Select(o => o.Term).ToHashSet(StringComparer.Ordinal);
            var rest = collection.Terms.Concat(likelihood.Terms).Distinct(StringComparer.Ordinal).Where(t => !names.Contains(t)).Sum(likelihood.Probability)
                + likelihood.Probability("a term that no corpus has");
            (listed.Sum(o => o.Probability) + (1 - end) * 0.02 * rest).ShouldBe(1, 1e-9, $"seed {seed} step {step}");
            (belief, end) = model.Advance(belief, listed.Where(o => o.Term is not null).MaxBy(o => o.Probability)!.Term!);
        }
    }

    [Property]
    public void Log_probabilities_are_at_most_zero_and_the_draft_is_its_tokens(int seed)
    {
        var random = new Random(seed);
        var collection = Collection(Text(random, 60));
        var evidence = new ExtractiveModel(collection).Draft(Text(random, 5), Text(random, random.Next(1, 40)), 8);
        evidence.Tokens!.ShouldAllBe(t => t.Logprob <= 0 && t.Top[0].Logprob == t.Logprob);
        string.Concat(evidence.Tokens!.Select(t => t.Text)).Trim().ShouldBe(evidence.Draft);
        evidence.MeanLogprob.ShouldNotBeNull();
    }

    [Theory]
    [InlineData("I have a thing to ask you.\nWhen does the night ferry to Malmö leave?")]
    [InlineData("My Question: when does the night ferry to Malmö leave?")]
    [InlineData("Of <| and |> aside, when does the night ferry to Malmö leave?")]
    public async Task A_question_is_read_whole_behind_its_prompt(string question)
    {
        var request = new DraftRequest(question, new Context { Id = "a", Text = Ferry, Rank = 1 }, "f00d", 24, EvidenceKinds.OneCall);
        var reply = await new ModelDrafter(new PromptModel(s_collection)).DraftAsync(request, default);
        reply.Evidence!.Draft.ShouldBe(Draft(question, Ferry).Draft);
        reply.Evidence.QuestionLogprobs!.Count.ShouldBe(Draft(question, Ferry).QuestionLogprobs!.Count);
    }

    [Fact]
    public void Survives_a_context_without_words() => Draft("When?", "…").Abstained.ShouldBeTrue();

    [Fact]
    public void The_answer_quotes_the_supporting_sentences_and_cites_them()
    {
        QuotedAnswer.From("When does the night ferry leave?", [Ferry, "The bus stops at seven."], s_collection).ShouldBe("The night ferry to Malmö leaves at 22:15 from pier four. [1]");
    }

    [Fact]
    public void Weak_evidence_is_answered_by_saying_so() =>
        QuotedAnswer.From("Which quota applies to imported models?", [Ferry], s_collection).ShouldBe(Answer.NotInSources);

    [Fact]
    public void A_heading_answers_nothing() =>
        QuotedAnswer.From("When does the night ferry leave?", [$"Night ferry: when does it leave\n{Ferry}"], s_collection)
            .ShouldBe("The night ferry to Malmö leaves at 22:15 from pier four. [1]");

    private static Drafting.Evidence Draft(string question, string context) => new ExtractiveModel(s_collection).Draft(question, context, 24);


    private static CollectionStatistics Collection(string text) =>
        new(Terms.Of(text).GroupBy(t => t.Term, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal));

    private static string Text(Random random, int words) =>
        string.Join(' ', Enumerable.Range(0, words).Select(_ => random.Next(6) == 0 ? $"{random.Next(99)}." : $"{(char)('a' + random.Next(26))}{(char)('a' + random.Next(4))}"));
}
