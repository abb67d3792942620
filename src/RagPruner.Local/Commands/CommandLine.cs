using System.CommandLine;
using System.CommandLine.Help;

namespace RagPruner.Local.Commands;

/// <summary>The command line: parses, runs, and turns failures into one line and an exit code.</summary>
internal static class CommandLine
{
    // A root command would be named after the file that hosts it.
    internal static Command Root(Shell shell)
    {
        var root = new Command(shell.Program, $"RagPruner: keeps the contexts worth paying for, and shows why the others went.\n{ExitCodes.Help}")
        {
            new HelpOption { Recursive = true },
            new VersionOption(),
            AskCommand.Create(shell),
            EvalCommand.Create(shell),
            CalibrateCommand.Create(shell),
            DriftCommand.Create(shell),
            QuestionsCommand.Create(shell),
            ConflictsCommand.Create(shell),
            RankCommand.Create(shell),
            InspectCommand.Create(shell),
            PromptCheckCommand.Create(shell),
            CompareModelsCommand.Create(shell),
            ProbeCommand.Create(shell),
            UpCommand.Create(shell),
            McpCommand.Create(shell),
        };
        foreach (var command in shell.InProcess?.Commands(shell) ?? [])
            root.Add(command);
        return root;
    }

    private const string Start =
        """
        RagPruner keeps the retrieved contexts that are worth paying for, and shows why
        the others went.

        Try it on the samples, with nothing but this program:
          ragpruner ask "How long does a cold imported model take to answer?"

        Bedrock, the functions and the API on this machine:
          ragpruner up

        What to keep, measured on your own documents and questions:
          ragpruner eval --corpus ./docs --questions ./questions.jsonl

        `ragpruner --help` lists the commands, `ragpruner ask --help` the options.
        """;

    private static string Help(ParseResult parsed, string program) =>
        parsed.CommandResult.Command is { } command && command.Name != program ? $"`{program} {command.Name} --help`" : $"`{program} --help`";

    private static RootCommand Suggesting(Command root)
    {
        var suggesting = new RootCommand();
        foreach (var command in root.Subcommands)
            suggesting.Add(command);
        return suggesting;
    }

    public static async Task<int> RunAsync(IReadOnlyList<string> args, Shell shell, CancellationToken cancellationToken)
    {
        if (args.Count == 0)
        {
            Shell.Raw(shell.Out, Start.Replace("ragpruner ", $"{shell.Program} ", StringComparison.Ordinal));
            return ExitCodes.Success;
        }
        // What a shell asks for its completions is answered by a root command alone.
        var root = Root(shell);
        var parsed = args[0].StartsWith("[suggest", StringComparison.Ordinal) ? Suggesting(root).Parse([.. args]) : root.Parse([.. args]);
        if (parsed.Errors.Count > 0)
            return Fail(shell, $"{ParseProblem.Of(parsed)} ({Help(parsed, shell.Program)} lists what there is)", ExitCodes.BadInput);
        try
        {
            var configuration = new InvocationConfiguration
            {
                Output = shell.Out.Profile.Out.Writer,
                Error = shell.Error.Profile.Out.Writer,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            };
            return await parsed.InvokeAsync(configuration, cancellationToken);
        }
        catch (PrunerException e)
        {
            return Fail(shell, e.Message, ExitCodes.Of(e));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return Fail(shell, "cancelled.", ExitCodes.Cancelled);
        }
#pragma warning disable CA1031 // The outer edge: whatever is left is a defect of ours, and a user gets one line, not a stack trace.
        catch (Exception e) when (Environment.GetEnvironmentVariable("RAGPRUNER_DEBUG") is null)
#pragma warning restore CA1031
        {
            return Fail(shell, $"a defect in RagPruner ({e.GetType().Name}); set RAGPRUNER_DEBUG=1 to see where, and please report it.", ExitCodes.Bug);
        }
    }

    private static int Fail(Shell shell, string message, int exitCode)
    {
        Shell.Raw(shell.Error, $"{shell.Program}: {message.ReplaceLineEndings(" ")}");
        return exitCode;
    }
}
