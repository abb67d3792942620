using System.CommandLine;
using ModelContextProtocol.Server;
using RagPruner.Local.Agents;
using RagPruner.Pipeline;

namespace RagPruner.Local.Commands;

/// <summary><c>mcp</c>: the tools of agents over standard input and output, on whatever <c>ask</c> can work with.</summary>
internal static class McpCommand
{
    public static Command Create(Shell shell)
    {
        var backend = new BackendOptions(shell);
        var command = new Command("mcp",
            "Serves prune_contexts and answer to agents by the Model Context Protocol, over standard input and output, until these close.");
        backend.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            // Without a knowledge base every call brings its documents.
            using var opened = await backend.OpenAsync(parsed, shell.Time, retrieves: false, cancellationToken);
            // Standard output is the protocol's alone.
            opened.Introduce(shell);
            var pruner = opened.Pruner(shell.Time);
            var tools = new AgentTools(pruner, new AnswerPipeline(pruner, opened.Generator), shell.Catalog, AgentTools.UsualBytes,
                request => request is { Contexts: null, Collected: null } ? request with { Contexts = backend.ContextsOfDocuments(parsed) } : request);
            await using var server = McpServer.Create(new StreamServerTransport(shell.In, shell.RawOut, "ragpruner"), tools.ServerOptions());
            await server.RunAsync(cancellationToken);
            return ExitCodes.Success;
        });
        return command;
    }
}
