using System.CommandLine;
using RagPruner.Local.Evaluation;
using RagPruner.Local.Gates;
using RagPruner.Local.Output;

namespace RagPruner.Local.Commands;

/// <summary>The options of <c>eval</c> that compare with an earlier result, and tell a build server.</summary>
internal sealed class GateOptions
{
    private readonly Option<string?> _result = Flag.Text("--result", "PATH.json",
        "Keep which policy got which question right, as a baseline for later; it holds no texts.");
    private readonly Option<string?> _baseline = Flag.Text("--baseline", "PATH.json",
        $"Compare the policy of --policy with an earlier --result, question by question. Exit code {ExitCodes.GateFailed} if it is shown to be worse by more " +
        "than --margin, or if a question with \"severity\": \"must\" is not right.");
    private readonly Option<string?> _junit = Flag.Text("--junit", "PATH.xml", "Write a JUnit report: a test for each question, and one for the baseline.");
    private readonly Option<string?> _markdown = Flag.Text("--markdown", "PATH.md", "Write the comparison for a pull request; needs --baseline.");

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _result, _baseline, _junit, _markdown })
            command.Add(option);
    }

    /// <summary>Checks all files, before anything is paid for.</summary>
    /// <exception cref="PrunerInvalidInput">One cannot be read or written, or an option is missing.</exception>
    public ChosenGate Chosen(ParseResult parsed)
    {
        var baseline = parsed.GetValue(_baseline);
        if (parsed.GetValue(_markdown) is not null && baseline is null)
            throw new PrunerInvalidInput("--markdown shows what changed: it needs --baseline.");
        return new ChosenGate(
            parsed.GetValue(_result) is { } result ? ResultFile.At(result).Checked() : null,
            baseline is null ? null : ResultFile.Read(baseline), baseline,
            parsed.GetValue(_junit) is { } junit ? JUnit.At(junit).Checked() : null,
            parsed.GetValue(_markdown) is { } markdown ? GateText.MarkdownAt(markdown).Checked() : null);
    }
}

/// <summary>What is compared with, and what is written.</summary>
internal sealed record ChosenGate(OutputFile? Result, ResultFile? Baseline, string? BaselinePath, OutputFile? JUnitFile, OutputFile? Markdown)
{
    /// <summary>Whether each question is needed by itself.</summary>
    public bool NeedsDetails => Baseline is not null || JUnitFile is not null;

    /// <exception cref="PrunerInvalidInput">The baseline is of other questions, another corpus, or another measure.</exception>
    public void EnsureComparable(Fingerprint now, EvaluationPlan plan)
    {
        if (Baseline is not null)
            Gate.EnsureComparable(Baseline, BaselinePath!, now, plan);
    }

    /// <summary>Compares and writes; null without a baseline.</summary>
    public Gate? Close(
        EvaluationResult done, EvaluationPlan plan, IReadOnlyList<EvalQuestion> questions, Fingerprint fingerprint, double margin, Shell shell,
        string? questionsFile)
    {
        if (Result is not null)
            ResultFile.Of(done, plan, fingerprint).Write(Result);
        var gate = Baseline is null ? null : Gate.Of(Baseline, BaselinePath!, done, questions, plan, margin);
        JUnitFile?.Write(JUnit.Of(done, plan, questions, gate));
        if (gate is not null)
        {
            Markdown?.Write(GateText.Markdown(gate, done.Report));
            foreach (var annotation in shell.IsInGitHubActions ? GateText.Annotations(gate, questionsFile) : [])
                Shell.Raw(shell.Error, annotation);
        }
        return gate;
    }
}
