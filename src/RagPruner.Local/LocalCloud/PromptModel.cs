using RagPruner.Answering;
using RagPruner.Drafting;
using RagPruner.Local.EmbeddedModel;
using RagPruner.Local.KnowledgeBase;
using RagPruner.Text;

namespace RagPruner.Local.LocalCloud;

/// <summary>The embedded model behind a prompt, as an imported model would be. Its tokens are words.</summary>
internal sealed class PromptModel(CollectionStatistics collection) : IPromptModel
{
    private readonly ExtractiveModel _model = new(collection);
    private readonly EmbeddedGenerator _generator = new(collection);

    /// <inheritdoc/>
    public async Task<PromptCompletion> CompleteAsync(string prompt, int maxTokens, IReadOnlyList<string> stops, int alternatives, CancellationToken cancellationToken)
    {
        var reading = PromptReading.Of(prompt);
        var question = reading.Question(prompt);
        var evidence = _model.Draft(question, reading.Contexts.Count == 1 ? reading.Contexts[0] : string.Join('\n', reading.Contexts), maxTokens, alternatives);
        var promptTokens = Tokenize(prompt, reading, evidence);
        if (reading.AsksWhetherSufficient)
            return YesOrNo(_model.Sufficiency(question, reading.Contexts[0]), promptTokens);
        if (!reading.IsNumbered)
            return Cut(evidence.Tokens!.Where(t => !t.IsEnd).ToArray(), evidence.Tokens!.Any(t => t.IsEnd), stops, promptTokens);
        var request = new GenerationRequest(question, reading.AsContexts(), "");
        var answer = (await _generator.GenerateAsync(request, null, cancellationToken)).Text;
        var tokens = AnswerTokens(answer, reading);
        return Cut([.. tokens.Take(maxTokens)], tokens.Count <= maxTokens, stops, promptTokens);
    }

    private static PromptCompletion YesOrNo(Sufficiency sufficiency, IReadOnlyList<PromptToken> prompt)
    {
        TokenAlternative[] both = [new("Yes", sufficiency.YesLogprob), new("No", sufficiency.NoLogprob)];
        var top = both.OrderByDescending(t => t.Logprob).ToArray();
        return new PromptCompletion(top[0].Text, [new DraftToken(top[0].Text, top[0].Logprob) { Top = top }], true, prompt);
    }

    /// <summary>A stable id for a token's text.</summary>
    public static int IdOf(string text)
    {
        // FNV-1a, without the sign.
        var hash = 2166136261u;
        foreach (var c in text)
            hash = unchecked((hash ^ c) * 16777619u);
        return (int)(hash & 0x7fffffff);
    }

    private static PromptCompletion Cut(IReadOnlyList<DraftToken> tokens, bool isComplete, IReadOnlyList<string> stops, IReadOnlyList<PromptToken> prompt)
    {
        var text = string.Concat(tokens.Select(t => t.Text));
        var end = stops.Select(s => text.IndexOf(s, StringComparison.Ordinal)).Where(i => i >= 0).DefaultIfEmpty(-1).Min();
        if (end < 0)
            return new PromptCompletion(text, tokens, isComplete, prompt);
        var length = 0;
        return new PromptCompletion(text[..end], [.. tokens.TakeWhile(t => (length += t.Text.Length) <= end)], true, prompt);
    }

    /// <summary>The prompt in words, each with what follows up to the next space. The question's own begin and end with it.</summary>
    private List<PromptToken> Tokenize(string prompt, PromptReading reading, Evidence evidence)
    {
        var tokens = new List<PromptToken>();
        var (start, end) = (reading.QuestionStart, reading.QuestionStart + reading.QuestionLength);
        Add(0, start, null);
        Add(start, end, evidence.QuestionLogprobs);
        Add(end, prompt.Length, null);
        if (tokens.Count > 0)
            tokens[0] = tokens[0] with { Logprob = null };
        return tokens;

        void Add(int from, int to, IReadOnlyList<double?>? logprobs)
        {
            var words = Words.Of(prompt[from..to]);
            var at = from;
            for (var i = 0; i < words.Count; i++)
            {
                var next = i + 1 < words.Count ? from + words[i + 1].Start : to;
                // Punctuation belongs to the word before it, a space to the word after it.
                var cut = i + 1 < words.Count && prompt.IndexOf(' ', from + words[i].Start + words[i].Length, next - from - words[i].Start - words[i].Length) is >= 0 and var space ? space : next;
                Append(prompt[at..cut], logprobs is null ? Background(words[i].Normal) : logprobs[i]);
                at = cut;
            }
            if (words.Count == 0 && to > from)
                Append(prompt[from..to], Background(""));
        }

        void Append(string text, double? logprob) => tokens.Add(new PromptToken(text, logprob, $"{IdOf(text)}"));
    }

    private double Background(string normal) => -collection.Information(Terms.Stem(normal));

    private static List<DraftToken> AnswerTokens(string answer, PromptReading reading)
    {
        // How sure a quotation is: how many of the contexts' sentences it could have been.
        var sentences = Math.Max(1, reading.Contexts.Sum(c => c.Count(x => x is '.' or '!' or '?')));
        var first = -Math.Log(1 + 0.1 * sentences);
        var words = answer.Split(' ');
        return [.. words.Select((w, i) => new DraftToken(i == 0 ? w : $" {w}", i == 0 ? first : -0.05))];
    }
}
