using RagPruner.Contexts;
using RagPruner.Drafting;
using RagPruner.Local.Corpora;
using RagPruner.Models;
using RagPruner.Selection;

namespace RagPruner.Local.Evaluation;

/// <summary>
/// A file of evidence, one question a line: what <c>eval --record</c> writes and <c>--replay</c> reads. Files recorded
/// elsewhere in the same form may lack texts, answers and times.
/// </summary>
internal static class RecordedEvidence
{
    /// <summary>Reads a whole file.</summary>
    /// <exception cref="PrunerInvalidInput">A line is malformed; the message names it.</exception>
    public static IReadOnlyList<RecordedQuestion> Read(string path) => [.. Recording.Open(path).Read()];

    /// <summary>Reads a file's content.</summary>
    /// <exception cref="PrunerInvalidInput">A line is malformed; the message names it.</exception>
    public static IReadOnlyList<RecordedQuestion> Read(string path, byte[] bytes)
    {
        // An evaluation that went on with further scorers writes a question's line anew; the last one has everything.
        var questions = new OrderedDictionary<string, RecordedQuestion>(StringComparer.Ordinal);
        foreach (var (line, content) in JsonLines.Split(bytes))
        {
            var recorded = Parse(path, line, content.Span);
            questions[recorded.Question.Id] = recorded;
        }
        return questions.Count > 0 ? [.. questions.Values] : throw new PrunerInvalidInput($"The evidence file {path} holds no question.");
    }

    /// <summary>Reads one line.</summary>
    /// <exception cref="PrunerInvalidInput">It is malformed; the message names it.</exception>
    public static RecordedQuestion Parse(string path, int line, ReadOnlySpan<byte> content)
    {
        var record = JsonLines.Parse(path, line, content, EvidenceJson.Default.QuestionLine);
        if (string.IsNullOrWhiteSpace(record.QuestionId) || string.IsNullOrWhiteSpace(record.Question) || record.Contexts is null)
            throw JsonLines.Error(path, line, "questionId, question or contexts is missing or empty");
        if (HasNull(record.Answers) || HasNull(record.RelevantContextIds) || HasNull(record.Contexts) || HasNull(record.Generated)
            || record.Contexts.Any(c => HasNull(c.Draft) || HasNull(c.Labels)) || record.Generated?.Any(g => HasNull(g.ContextIds)) == true)
            throw JsonLines.Error(path, line, "a list holds null");
        if (record.Contexts.Where((c, i) => string.IsNullOrEmpty(c?.ContextId) || c.Rank != i + 1).Any())
            throw JsonLines.Error(path, line, "contexts must have a contextId each, and ranks from 1 without gaps");
        if (record.Contexts.DistinctBy(c => c.ContextId, StringComparer.Ordinal).Count() != record.Contexts.Count)
            throw JsonLines.Error(path, line, "contexts has a contextId twice");
        if (record.Contexts.Any(c => c.RetrievalScore is { } score && !double.IsFinite(score) || c.RerankScore is { } rerank && !double.IsFinite(rerank)))
            throw JsonLines.Error(path, line, "contexts has a retrievalScore or rerankScore that is not a number");
        return Of(record);
    }

    private static bool HasNull(IEnumerable<object?>? list) => list?.Contains(null) == true;

    /// <summary>The line of a question, without a line break.</summary>
    public static string Line(RecordedQuestion recorded) => System.Text.Json.JsonSerializer.Serialize(
        new QuestionLine
        {
            QuestionId = recorded.Question.Id,
            Question = recorded.Question.Question,
            Answers = recorded.Question.Answers,
            Set = recorded.Question.Set,
            Severity = recorded.Question.IsMust ? EvalQuestion.Must : null,
            RelevantContextIds = recorded.Question.RelevantContextIds,
            DraftModel = recorded.Origin?.DraftModel,
            FinalModel = recorded.Origin?.FinalModel,
            Prompt = recorded.Origin?.Prompt,
            Asked = recorded.Origin is { } origin ? NamesOf(origin.Asked) : null,
            Setup = recorded.Origin?.Setup,
            RetrieveMilliseconds = recorded.RetrieveMilliseconds,
            Reranker = recorded.Reranker,
            RerankMilliseconds = recorded.RerankMilliseconds,
            DraftMilliseconds = recorded.DraftMilliseconds,
            Scent = recorded.Contexts.Select(c => c.Evidence?.Scent).FirstOrDefault(s => s is not null),
            Contexts = [.. recorded.Contexts.Select(c => ToLine(recorded.Question, c))],
            Generated = recorded.Answers.Count == 0 ? null : recorded.Answers,
        },
        EvidenceJson.Default.QuestionLine);

    private static RecordedQuestion Of(QuestionLine line)
    {
        var relevant = line.RelevantContextIds ?? [.. line.Contexts!.Where(c => c.Relevant).Select(c => c.ContextId!)];
        return new RecordedQuestion(
            new EvalQuestion(line.QuestionId!, line.Question!, line.Answers ?? [], relevant) { Set = line.Set, IsMust = line.Severity == EvalQuestion.Must },
            [.. line.Contexts!.Select(c => Of(c, line.Scent) with { Question = line.Question })])
        {
            Answers = line.Generated ?? [],
            RetrieveMilliseconds = line.RetrieveMilliseconds,
            Reranker = line.Reranker,
            RerankMilliseconds = line.RerankMilliseconds,
            DraftMilliseconds = line.DraftMilliseconds,
            Origin = line is { DraftModel: { } draft, FinalModel: { } final, Prompt: { } prompt }
                ? new RecordedOrigin(draft, final, prompt)
                {
                    Asked = KindsOf(line.Asked),
                    Setup = line.Setup
                }
                : null,
        };
    }

    // One name for each kind: those of several together have meant more with every version.
    private static string NamesOf(EvidenceKinds kinds) => string.Join(", ", Enum.GetValues<EvidenceKinds>().Where(k => int.IsPow2((int)k) && kinds.HasFlag(k)));

    private static EvidenceKinds KindsOf(string? names) => names switch
    {
        // As they were written before.
        "All" => EvidenceKinds.OneCall,
        "Every" => EvidenceKinds.OneCall | EvidenceKinds.Sufficiency | EvidenceKinds.ClosedBook,
        _ => Enum.TryParse<EvidenceKinds>(names, out var kinds) ? kinds : EvidenceKinds.None,
    };

    private static PendingContext Of(ContextLine line, string? scent)
    {
        var draft = line.Draft?.Select(t => new CompletionToken(t.Token ?? "", LogProbability.Valid(t.Logprob)) { IsEnd = t.End }).ToArray();
        var hasEvidence = draft is not null || line.QuestionLogprobs is not null || line.LogprobYes is not null
            || line.Labels is not null || line.ScentLogprobs is not null;
        return new PendingContext(new Context
        {
            Id = line.ContextId!,
            Rank = line.Rank,
            Text = line.Text ?? "",
            RetrievalScore = line.RetrievalScore,
            RerankScore = line.RerankScore,
            Source = line.Source,
            Trust = line.Trust is { } trust && TrustWeight.IsWeight(trust) ? trust : null,
        })
        {
            MergedInto = line.MergedInto,
            UnscoredReason = line.UnscoredReason,
            Evidence = !hasEvidence ? null : new Evidence
            {
                Draft = string.Concat((draft ?? []).Where(t => !t.IsEnd).Select(t => t.Text)).Trim(),
                // A server without log probabilities gives no tokens: the draft is one, without its probability.
                Tokens = draft?.Any(t => t.Logprob is not null) == true ? draft : null,
                QuestionLogprobs = LogProbability.Valid(line.QuestionLogprobs),
                Sufficiency = Sufficiency.Of(line.LogprobYes, line.LogprobNo),
                ClosedBookLogprobs = LogProbability.Valid(line.ClosedBookLogprobs),
                QuestionPriorLogprobs = LogProbability.Valid(line.QuestionPriorLogprobs),
                Labels = line.Labels is { } labels ? [.. labels.Where(l => LogProbability.Valid(l.Logprob) is not null)] : null,
                Scent = scent,
                ScentLogprobs = LogProbability.Valid(line.ScentLogprobs),
                ScentTokens = line.ScentTokens,
                Pair = line.Pair?.IsValid() == true ? line.Pair : null,
                InputTokens = line.PromptTokens,
                OutputTokens = line.DraftTokens ?? draft?.Length ?? 0,
                SufficiencyTokens = line.SufficiencyTokens,
                ClosedBookTokens = line.ClosedBookTokens,
            },
        };
    }

    private static ContextLine ToLine(EvalQuestion question, PendingContext pending)
    {
        var evidence = pending.Evidence;
        return new ContextLine
        {
            ContextId = pending.Context.Id,
            Rank = pending.Context.Rank,
            RetrievalScore = pending.Context.RetrievalScore,
            RerankScore = pending.Context.RerankScore,
            Relevant = question.IsRelevant(pending.Context.Id),
            Source = pending.Context.Source,
            Trust = pending.Context.Trust,
            Text = pending.Context.Text,
            PromptTokens = evidence?.InputTokens ?? 0,
            Draft = evidence is null ? null
                : evidence.Tokens is { } tokens ? [.. tokens.Select(t => new TokenLine(t.Text, t.Logprob) { End = t.IsEnd })]
                : [new TokenLine(evidence.Draft, null)],
            DraftTokens = evidence?.OutputTokens,
            SufficiencyTokens = evidence?.SufficiencyTokens,
            ClosedBookTokens = evidence?.ClosedBookTokens,
            QuestionLogprobs = evidence?.QuestionLogprobs,
            QuestionPriorLogprobs = evidence?.QuestionPriorLogprobs,
            LogprobYes = evidence?.Sufficiency?.YesLogprob,
            LogprobNo = evidence?.Sufficiency?.NoLogprob,
            ClosedBookLogprobs = evidence?.ClosedBookLogprobs,
            Labels = evidence?.Labels,
            ScentLogprobs = evidence?.ScentLogprobs,
            ScentTokens = evidence?.ScentTokens,
            Pair = evidence?.Pair,
            MergedInto = pending.MergedInto,
            UnscoredReason = pending.UnscoredReason,
        };
    }
}
