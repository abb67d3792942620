using System.CommandLine;
using RagPruner.Local.Corpora;
using RagPruner.Local.Output;
using RagPruner.Local.Questions;

namespace RagPruner.Local.Commands;

/// <summary><c>questions</c>: labelled questions from a corpus that has none, for a person to review.</summary>
internal static class QuestionsCommand
{
    private const int Most = 10_000;

    public static Command Create(Shell shell)
    {
        var output = Flag.Of("--out", "PATH.jsonl", "Where they go; the same command goes on from what is there.", "questions.jsonl");
        var count = Flag.Of("--count", "N", "How many with an answer.", 50);
        var unanswerable = Flag.Of("--unanswerable", "N", "How many whose answer the corpus should not hold.", 10);
        var review = Flag.Switch("--review", "Walk through the drafts in --out: keep, edit or drop each; may be left and gone on with at any time.");
        var backend = new BackendOptions(shell);
        var command = new Command("questions",
            "Drafts labelled questions from a corpus: question, answer, the chunk that holds it. Without --model-url, sentences with a gap, which flatter " +
            "retrieval; with it, by the model. Nobody should measure by what nobody has read: --review.") { output, count, unanswerable, review };
        backend.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var path = parsed.GetValue(output)!;
            var file = new OutputFile(path, "a file of drafted questions", "\"status\":").Checked();
            var corpus = backend.OpenCorpus(parsed);
            var chunks = corpus.Chunks();
            DraftedQuestion[] known = File.Exists(path) ? [.. DraftedQuestion.Read(path)] : [];
            if (parsed.GetValue(review))
                return Review(shell, file, known, chunks);
            var (answerable, without) = (InRange("--count", parsed.GetValue(count)), InRange("--unanswerable", parsed.GetValue(unanswerable)));
            using var opened = await backend.OpenAsync(parsed, corpus, shell.Time, cancellationToken);
            opened.Introduce(shell);
            var drafting = new QuestionDrafting(chunks, opened.Index!, opened.Writer, opened.Writer is null ? ClozeWriter.Name : opened.FinalModel);
            var all = await DraftAsync(shell, file, drafting, known, answerable, without, cancellationToken);
            Summarize(shell, path, all, drafting, known.Length);
            return ExitCodes.Success;
        });
        return command;
    }

    private static Task<List<DraftedQuestion>> DraftAsync(
        Shell shell, OutputFile file, QuestionDrafting drafting, DraftedQuestion[] known, int answerable, int unanswerable,
        CancellationToken cancellationToken) =>
        EvalProgress.ShowAsync<List<DraftedQuestion>>(shell.Error, answerable + unanswerable, shell.Time, async progress =>
        {
            var all = new List<DraftedQuestion>(known);
            try
            {
                await foreach (var drafted in drafting.DraftAsync(known, answerable, unanswerable, progress, cancellationToken))
                    all.Add(drafted);
            }
            finally
            {
                // What was drafted, and paid for, stays.
                all = [.. QuestionChecks.WithNearDuplicates(all)];
                if (all.Count > known.Length)
                    file.Write(DraftedQuestion.Write(all));
            }
            return all;
        });

    private static void Summarize(Shell shell, string path, List<DraftedQuestion> all, QuestionDrafting drafting, int known)
    {
        var used = all.Where(q => q.Status != DraftedQuestion.Dropped).ToArray();
        Shell.Raw(shell.Out,
            $"{path}: {used.Length} questions ({all.Count - known} new), {used.Count(q => q.IsUnanswerable)} of them without an answer in the corpus; " +
            $"{used.Count(q => q.Status == DraftedQuestion.Draft)} not reviewed yet (--review).");
        foreach (var question in used.Where(q => q.NearDuplicateOf is not null))
            Shell.Raw(shell.Out, $"  {question.Id} is nearly the same as {question.NearDuplicateOf}.");
        foreach (var question in used.Where(q => q.AlsoIn is not null))
            Shell.Raw(shell.Out, $"  {question.Id} seems to be answered elsewhere too: {string.Join(", ", question.AlsoIn!)}.");
        foreach (var (problem, times) in drafting.Problems.OrderByDescending(p => p.Value))
            Shell.Raw(shell.Out, $"  Left out: {times} chunks: {problem}.");
    }

    private static int Review(Shell shell, OutputFile file, DraftedQuestion[] known, IReadOnlyList<CorpusChunk> chunks)
    {
        if (known.Length == 0)
            throw new PrunerInvalidInput($"{file.Path} holds no drafted question: draft some first, without --review.");
        using var input = new StreamReader(shell.In);
        var review = new QuestionReview(shell.Out, input, chunks.ToDictionary(c => c.Id, StringComparer.Ordinal));
        var last = known;
        var decided = review.Run(known, all =>
        {
            last = [.. all];
            file.Write(DraftedQuestion.Write(all));
        });
        int Count(string status) => last.Count(q => q.Status == status);
        Shell.Raw(shell.Out, "");
        Shell.Raw(shell.Out,
            $"{decided} decided now; {Count(DraftedQuestion.Kept)} kept, {Count(DraftedQuestion.Dropped)} dropped, {Count(DraftedQuestion.Draft)} left.");
        return ExitCodes.Success;
    }

    private static int InRange(string option, int value) =>
        value is >= 0 and <= Most ? value : throw new PrunerInvalidInput($"{option} must be from 0 to {Most}.");
}
