using System.CommandLine;
using System.Text.Json;
using RagPruner.Conflicts;
using RagPruner.Contract;
using RagPruner.Local.Corpora;
using RagPruner.Local.Output;
using RagPruner.Pipeline;
using RagPruner.Scoring;
using RagPruner.Selection;

namespace RagPruner.Local.Commands;

/// <summary><c>ask</c>: one question, with the whole way to its answer.</summary>
internal static class AskCommand
{
    private const string KeepHelp =
        "What is kept: top-k:3, gap, token-budget:800; by scores that compare between questions (question-gain, say, or blend with a profile) " +
        "threshold:-0.5; by a profile coverage. Each may end in ,min=N.";

    public static Command Create(Shell shell)
    {
        var question = new Argument<string>("question") { Description = "The question, at most 1,000 characters." };
        var scorer = Flag.Of("--scorer", "NAME", $"What contexts are ranked by: {string.Join(", ", shell.Catalog.ScorerNames)}.", Scorers.Default);
        var keep = Flag.Of("--keep", "RULE", KeepHelp, "top-k:3");
        var onConflict = Flag.Of("--on-conflict", null,
            "What to do where drafts contradict each other: say so, drop the contexts outside the largest group that holds together, or ask for review; " +
            "the latter two have drafts written whatever the scorer.", OnConflict.Flag);
        var candidates = Flag.Of("--candidates", "N", "Answers to generate, 1 to 5; the one with the best mean log probability wins.", 1);
        var json = Flag.Switch("--json", "Print the /v1/answer body as JSON, and nothing else.");
        var texts = Flag.Switch("--texts", "Show the contexts whole, below the table.");
        var documents = Flag.Text("--documents", "FILE",
            "Contexts of your own in place of retrieval: one {text, id?, title?, uri?, source?, score?, metadata?} a line, at most 100; - reads " +
            "standard input.");
        var backend = new BackendOptions(shell);
        var command = new Command("ask", "Answers a question, and shows which contexts were kept, which went, why, and what it cost.") { question,
            scorer, keep, onConflict, candidates, documents, json, texts };
        backend.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var brought = parsed.GetValue(documents) is { } path ? await DocumentFile.ReadAsync(path, shell.In, cancellationToken) : null;
            var request = new PruneRequest(parsed.GetValue(question)!)
            {
                Contexts = brought is null ? backend.Contexts(parsed) : backend.ContextsOfDocuments(parsed),
                Documents = brought,
                Scorer = shell.Catalog.Scorer(parsed.GetValue(scorer)!),
                Keep = shell.Catalog.ParseKeepRule(parsed.GetValue(keep)!),
                OnConflict = parsed.GetValue(onConflict),
                Candidates = parsed.GetValue(candidates),
            };
            // What is wrong with the question itself should not wait for an index or a server.
            AdmittedRequest.Of(request with { Keep = KeepRules.Default }, new PrunerOptions(), offered: null);
            var isJson = parsed.GetValue(json);
            using var opened = await backend.OpenAsync(parsed, shell.Time, brought is null, cancellationToken);
            opened.Introduce(shell, isJson);
            var pipeline = new AnswerPipeline(opened.Pruner(shell.Time), opened.Generator);
            var result = isJson
                ? await pipeline.AnswerAsync(request, null, cancellationToken)
                : await LiveAsk.ShowAsync(shell.Error, progress => pipeline.AnswerAsync(request, progress, cancellationToken));
            if (isJson)
                Shell.Raw(shell.Out, JsonSerializer.Serialize(Bodies.Of(result, RequestId(request)), ContractJson.Readable.AnswerBody));
            else
                AskReport.Write(shell.Out, request, result, opened.Options, parsed.GetValue(texts));
            return ExitCodes.Success;
        });
        return command;
    }

    // Nothing is logged here that an id would have to find again, so it may as well be the same for the same question.
    private static string RequestId(PruneRequest request) =>
        $"local-{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(request.Question)))[..12]}";
}
