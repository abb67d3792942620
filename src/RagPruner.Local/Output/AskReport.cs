using System.Globalization;
using RagPruner.Accounting;
using RagPruner.Answering;
using RagPruner.Conflicts;
using RagPruner.Contexts;
using RagPruner.Contract;
using RagPruner.Local.Commands;
using RagPruner.Pipeline;
using RagPruner.Scoring;
using RagPruner.Selection;
using Spectre.Console;
using static RagPruner.Local.Output.ContextLines;

namespace RagPruner.Local.Output;

/// <summary>The result of <c>ask</c> for people: the contexts with their verdicts, the answer, the ledger.</summary>
internal static class AskReport
{
    private const int LongestDraft = 48;
    private const int LedgerIndent = 8;
    private const int MostSources = 3;

    // Of one context the standardised score is 0 whatever it is, of two it is ± the same.
    private const int FewestRelative = 3;

    private static readonly string[] s_numbers = ["One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve"];

    /// <param name="console">Where it goes.</param>
    /// <param name="request">What was asked.</param>
    /// <param name="result">What came of it.</param>
    /// <param name="options">With the prices.</param>
    /// <param name="texts">Whether the contexts are shown whole.</param>
    public static void Write(IAnsiConsole console, PruneRequest request, AnswerResult result, PrunerOptions options, bool texts = false)
    {
        WriteContexts(console, request, result.Judgement, options);
        if (texts)
            WriteTexts(console, result.Judgement);
        WriteAnswer(console, result);
        WriteLedger(console, result, options);
    }

    // A profile's blend, and any scorer that does not standardise, means the same for every question.
    private static bool IsAbsolute(PruneRequest request, PrunerOptions options) =>
        request.Scorer.IsAbsolute || options.Profile is not null && request.Scorer.Name == Scorers.Default;

    private static void WriteContexts(IAnsiConsole console, PruneRequest request, Judgement judgement, PrunerOptions options)
    {
        if (judgement.Contexts.Count == 0)
        {
            Prose.Write(console, "No context was found.");
            return;
        }
        foreach (var (text, style) in ContextLines.Of(Rows(judgement), console.Profile.Width))
            console.WriteLine(text, style);
        console.WriteLine();
        if (!IsAbsolute(request, options) && judgement.Contexts.Count(c => c.Score is not null) is > 0 and var scored)
            Prose.Write(console, scored < FewestRelative
                ? $"Scores are relative to this question's contexts; of {(scored == 1 ? "one" : "two")} they say nothing but the order."
                : "Scores are relative to this question's contexts, in deviations from their mean: they do not compare between questions.");
        var ranking = judgement.Features.Count == 0 ? "nothing" : string.Join(" + ", judgement.Features);
        Prose.Write(console,
            $"Ranked by {request.Scorer.Name}{(judgement.Features is [var one] && one == request.Scorer.Name ? "" : $" ({ranking})")}, kept " +
            $"by {request.Keep.Name}.");
        foreach (var degraded in judgement.Degraded)
            Prose.Write(console, $"Note: {degraded.Replace('_', ' ')}.");
        if (judgement.Conflicts is { } conflicts)
            WriteConflicts(console, conflicts);
        if (judgement.Relevance is { } relevance)
            Prose.Write(console,
                $"Relevance of what was retrieved: {Number(relevance.Value)} ({relevance.By} of the best context, nats a token" +
                $"{(relevance.By == Relevance.ByQuestionGain ? "" : ", above the mean")}).");
    }

    /// <summary>The contexts with their verdicts, as they are shown.</summary>
    public static IReadOnlyList<ContextRow> Rows(Judgement judgement) => [.. judgement.Contexts.Select(c =>
        new ContextRow(c.Context, Bodies.NameOf(c.Disposition), c.Score, c.Evidence, Why(c, judgement), StyleOf(c.Disposition)))];

    private static string Why(JudgedContext context, Judgement judgement) => context.MergedInto is { } other ? $"{context.Reason} of {other}"
        : EvalDetails.Why(context.Reason, judgement.BelowLastKept(context));

    private static void WriteTexts(IAnsiConsole console, Judgement judgement)
    {
        foreach (var context in judgement.InRetrievalOrder)
        {
            Prose.Write(console, $"{context.Rank}  {context.Id}");
            Prose.Write(console, $"  {context.Text.Trim().ReplaceLineEndings("\n  ")}");
            Prose.Write(console, "");
        }
    }

    private static void WriteConflicts(IAnsiConsole console, EvidenceConflicts conflicts)
    {
        if (conflicts.Groups.Count > 0)
        {
            var sources = conflicts.Groups.SelectMany(g => g.Sources).Distinct(StringComparer.Ordinal).Count();
            var answers = conflicts.Groups.Select(g => $"{Shorten(g.Answer).TrimEnd('.')} ({Listed(g.Sources)})");
            Prose.Write(console, $"{(sources == 1 ? "One source contradicts itself" : $"{InWords(sources)} sources disagree")}: {string.Join(", ", answers)}.");
        }
        if (conflicts.IsSingleSource)
            Prose.Write(console, "What was kept rests on one source.");
    }

    private static string InWords(int count) =>
        count <= s_numbers.Length ? s_numbers[count - 1] : count.ToString(CultureInfo.InvariantCulture);

    private static string Listed(IReadOnlyList<string> sources) =>
        sources.Count <= MostSources ? string.Join(", ", sources) : $"{string.Join(", ", sources.Take(MostSources))} and {sources.Count - MostSources} more";

    private static void WriteAnswer(IAnsiConsole console, AnswerResult result)
    {
        Prose.Write(console, "");
        Prose.Write(console, "Answer");
        Prose.Write(console, $"  {result.Answer.Text.ReplaceLineEndings("\n  ")}");
        for (var i = 0; i < result.Answer.Citations.Count; i++)
        {
            var citation = result.Answer.Citations[i];
            Prose.Write(console,
                $"  [{i + 1}] {citation.ContextId}" +
                $"{(citation.Uri is { } uri && !citation.ContextId.StartsWith(uri, StringComparison.Ordinal) ? $" ({uri})" : "")}");
        }
        if (result.Decision.Confidence is { } confidence)
            Prose.Write(console,
                $"  Confidence {Number(confidence)} that the best context holds the answer; by the profile: {Bodies.NameOf(result.Decision.NextStep)}.");
        foreach (var flag in result.Answer.Flags)
            Prose.Write(console, flag == AnswerFlags.ForeignUrl ? "  Removed: a URL that stands in no kept context."
                : "  Removed: a citation of something that was not kept.");
        foreach (var span in result.Answer.LowConfidence ?? [])
            Prose.Write(console, $"  Unsure: \"{result.Answer.Text.Substring(span.Start, span.Length)}\" (mean logprob {Number(span.MeanLogprob)})");
        for (var i = 1; i < result.Answer.Candidates.Count; i++)
            Prose.Write(console,
                $"  Candidate {i + 1} ({Number(result.Answer.Candidates[i].MeanLogprob)}): {result.Answer.Candidates[i].Text.ReplaceLineEndings(" ")}");
        if (result.Status is RequestStatus.Partial)
            Prose.Write(console, "  Partial: some contexts have no score, or some candidates failed.");
    }

    private static void WriteLedger(IAnsiConsole console, AnswerResult result, PrunerOptions options)
    {
        var ledger = result.Ledger;
        var times = ledger.Times;
        Prose.Write(console, "");
        Prose.Write(console, "Ledger");
        Line("calls",
            $"{ledger.Calls} ({Counted(ledger.Calls - ledger.Drafting.Calls - ledger.Final.Calls - ledger.Retries, "retrieval")}, " +
            $"{Counted(ledger.Drafts, "draft")}{Further(ledger)}, {Counted(ledger.Final.Calls, "answer")}, {ledger.Retries} retries)");
        Line("tokens",
            $"drafts {Count(ledger.Drafting.InputTokens)} in, {Count(ledger.Drafting.OutputTokens)} out; answer " +
            $"{Count(ledger.Final.InputTokens)} in{Cached(ledger)}, {Count(ledger.Final.OutputTokens)} out; about {Count(ledger.PrunedTokens)} pruned");
        Line("money", $"{Money(ledger.CostUsd)}; saved {Money(ledger.SavedUsd)} against sending every context ({Prices(options)})");
        Line("time",
            $"{Milliseconds(times.Total)}: retrieve {Milliseconds(times.Retrieve)}, draft {Milliseconds(times.Draft)}, answer " +
            $"{Milliseconds(times.Generate)}");

        void Line(string name, string text) => Prose.Write(console, $"  {name,-6}  {text}", LedgerIndent);
    }

    private static string Counted(int count, string what) => $"{count} {what}{(count == 1 ? "" : "s")}";

    private static string Further(Ledger ledger) =>
        ledger.Drafting.Calls > ledger.Drafts ? $", {ledger.Drafting.Calls - ledger.Drafts} calls for further evidence" : "";

    private static string Cached(Ledger ledger)
    {
        var (read, write) = (ledger.Drafting.CacheReadInputTokens + ledger.Final.CacheReadInputTokens,
            ledger.Drafting.CacheWriteInputTokens + ledger.Final.CacheWriteInputTokens);
        return read + write == 0 ? "" : $" (a cache gave {Count(read)} of all, and took {Count(write)})";
    }

    private static string Prices(PrunerOptions options) =>
        $"--draft-price {PriceText.Of(options.DraftPrice)}, --final-price {PriceText.Of(options.FinalPrice)}" +
        $"{(options.CachedShareWithoutPruning > 0 ? FormattableString.Invariant($", --cached-share {options.CachedShareWithoutPruning}") : "")}, " +
        "dollars per million tokens";

    private static Style StyleOf(Disposition disposition) => disposition switch
    {
        Disposition.Kept => new Style(Color.Green),
        Disposition.Unscored => new Style(Color.Yellow),
        _ => new Style(decoration: Decoration.Dim),
    };

    private static string Shorten(string draft) =>
        draft.ReplaceLineEndings(" ") is { Length: > LongestDraft } text ? $"{text[..(LongestDraft - 1)]}…" : draft.ReplaceLineEndings(" ");

    private static string Count(long value) => value.ToString("#,0", CultureInfo.InvariantCulture);

    private static string Money(double usd) => (usd < 0 ? "−$" : "$") + Math.Abs(usd).ToString("0.0000", CultureInfo.InvariantCulture);

    private static string Milliseconds(TimeSpan? time) => time is { } t ? $"{t.TotalMilliseconds.ToString("#,0", CultureInfo.InvariantCulture)} ms" : "–";
}
