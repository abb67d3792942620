using System.CommandLine;
using System.Globalization;
using RagPruner.Answering;
using RagPruner.Drafting;
using RagPruner.Local.Corpora;
using RagPruner.Local.Evaluation;
using RagPruner.Local.KnowledgeBase;
using RagPruner.Pipeline;

namespace RagPruner.Local.Commands;

/// <summary>Where labelled evidence comes from: recorded, or collected now from questions and a backend. Shared by <c>eval</c> and <c>calibrate</c>.</summary>
internal sealed class EvalInput(Shell shell)
{
    private readonly Option<string?> _questions = Flag.Text("--questions", "PATH",
        "A .jsonl file of {id, question, answers, relevantContextIds}. Default: the samples' questions.");
    private readonly Option<string?> _squad = Flag.Text("--squad", "PATH", "A file in SQuAD's format (XQuAD has it too): corpus and questions in one.");
    private readonly Option<string?> _replay = Flag.Text("--replay", "PATH", "A file of recorded evidence, in place of models, corpus and questions.");
    private readonly Option<string?> _record = Flag.Text("--record", "PATH",
        "Keep the evidence in this file as it comes; run again with the same file to go on after an interruption.");
    private readonly Option<int?> _limit = Flag.Of<int?>("--limit", "N", "Only the first N questions.");
    private readonly Option<string?> _set = Flag.Text("--set", "NAME", "Only the questions whose set has this name.");

    private readonly Option<double> _margin = Flag.Of<double>("--margin", "SHARE",
        "How much worse than sending everything a recommended policy may be, from 0 to 1.", 0.02);

    public BackendOptions Backend { get; } = new(shell);

    /// <summary>How much worse than sending everything a recommended policy may be.</summary>
    public double Margin(ParseResult parsed) =>
        parsed.GetValue(_margin) is >= 0 and <= 1 and var margin ? margin : throw new PrunerInvalidInput("--margin must be from 0 to 1.");

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _questions, _squad, _replay, _record, _limit, _set, _margin })
            command.Add(option);
        Backend.AddTo(command);
    }

    /// <summary>The recorded questions, or null if evidence is to be collected.</summary>
    /// <exception cref="PrunerInvalidInput">The file is not one of evidence, or the options contradict each other.</exception>
    public Recording? Replayed(ParseResult parsed)
    {
        if (parsed.GetValue(_replay) is not { } path)
            return null;
        if (parsed.GetValue(_record) is not null || parsed.GetValue(_questions) is not null || parsed.GetValue(_squad) is not null)
            throw new PrunerInvalidInput("--replay has the questions and the evidence: leave out --record, --questions and --squad.");
        var recording = Recording.Open(path);
        return recording.With(Chosen(parsed, recording.Questions));
    }

    /// <summary>Reads the questions and opens the backend.</summary>
    /// <exception cref="PrunerInvalidInput">A file is wrong, or no question can be judged.</exception>
    public async Task<EvalSession> OpenAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var (squad, questions) = (parsed.GetValue(_squad), parsed.GetValue(_questions));
        var (corpus, read) = squad is not null
            ? questions is null && !Backend.HasCorpus(parsed) ? SquadFile.Read(squad)
                : throw new PrunerInvalidInput("--squad gives both corpus and questions: leave out --corpus and --questions.")
            : questions is null && Backend.HasCorpus(parsed)
                ? throw new PrunerInvalidInput("--corpus needs --questions: the default questions are about the samples.")
            : ((Corpus?)null, EvalQuestion.Read(questions ?? Path.Combine(BackendOptions.SamplesFolder, "questions.jsonl")));
        var asked = Chosen(parsed, read);
        if (!asked.Any(q => q.RelevantContextIds.Count > 0))
            throw new PrunerInvalidInput("No question names a relevant context (relevantContextIds): there is nothing to measure.");
        var opened = corpus is null
            ? await Backend.OpenAsync(parsed, shell.Time, retrieves: true, cancellationToken)
            : await Backend.OpenAsync(parsed, corpus, shell.Time, cancellationToken);
        try
        {
            if (opened.Index?.Lacks(asked.SelectMany(q => q.RelevantContextIds).Distinct(StringComparer.Ordinal)) is [var lacking, ..] all)
                throw new PrunerInvalidInput($"The corpus lacks {all.Count} of the relevantContextIds, the first of them {lacking}.");
            return new EvalSession(opened, asked, Backend.Contexts(parsed), Backend.Style(parsed), parsed.GetValue(_record), shell.Time);
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    /// <summary>The file of questions; null where they come from elsewhere.</summary>
    public string? QuestionsFile(ParseResult parsed) => parsed.GetValue(_questions);

    private IReadOnlyList<EvalQuestion> Chosen(ParseResult parsed, IReadOnlyList<EvalQuestion> questions)
    {
        if (parsed.GetValue(_set) is { } set)
            questions = questions.Where(q => q.Set == set).ToArray() is { Length: > 0 } some ? some
                : throw new PrunerInvalidInput("No question has the set that --set names.");
        return parsed.GetValue(_limit) is not { } most ? questions : most >= 1 ? [.. questions.Take(most)]
            : throw new PrunerInvalidInput("--limit must be at least 1.");
    }
}

/// <summary>Questions with the backend that evidence on them is collected from.</summary>
internal sealed record EvalSession(Backend Backend, IReadOnlyList<EvalQuestion> Questions, int Contexts, AnswerStyle AnswerStyle, string? RecordPath,
    TimeProvider Time) : IDisposable
{
    // A server is kept busy by the drafts of one question; the embedded model by one question a core.
    public int Parallel => Backend.IsEmbedded ? Environment.ProcessorCount : 1;

    /// <summary>What evidence depends on beside the models and the prompt.</summary>
    public string Setup => string.Create(CultureInfo.InvariantCulture,
        $"contexts {Contexts}, draft tokens {Backend.Options.MaxDraftTokens}, answers {AnswerStyle}, corpus " +
        $"{Backend.Index?.Name ?? "of the knowledge base"}{(Backend.Reranker is { } reranker ? $", {reranker.Name}" : "")}{Retrieval}");

    // Nothing for the usual one, so that recordings of earlier builds can be gone on with.
    private string Retrieval => Backend.Retrieval is null or KnowledgeIndex.Bm25 ? "" : $", retrieval {Backend.Retrieval}";

    /// <summary>What collects evidence, and answers for these policies if they are wanted; the recorder is to be disposed of when all is done.</summary>
    public (Func<EvalQuestion, CancellationToken, Task<RecordedQuestion>> Collect, EvidenceRecorder? Recorder) Collector(EvidenceKinds uses,
        IReadOnlyList<Policy> answered)
    {
        // Evidence of a profiled blend is the same as without: the profile judges it, and does not choose it.
        var pruner = new ContextPruner(Backend.Retriever, Backend.Drafter, Backend.Options.With(profile: null), Time);
        var origin = new RecordedOrigin(Backend.DraftModel, Backend.FinalModel, Backend.Prompt) { Asked = uses, Setup = Setup };
        var live = new LiveEvidence(pruner, new AnswerPipeline(pruner, Backend.Generator), origin, Backend.Reranker);
        var recorder = RecordPath is null ? null : new EvidenceRecorder(RecordPath, origin, [.. Questions.Select(q => q.Id)]);

        async Task<RecordedQuestion> CollectAsync(EvalQuestion question, CancellationToken cancellationToken)
        {
            var known = recorder?.Find(question);
            var collected = known is null ? await live.CollectAsync(question, Contexts, cancellationToken) : known.For(question);
            var complete = await live.AnswerAsync(collected, answered, cancellationToken);
            if (known is null || complete.Answers.Count > known.Answers.Count)
                recorder?.Add(complete);
            return complete;
        }

        return (CollectAsync, recorder);
    }

    public void Dispose() => Backend.Dispose();
}
