using System.Text.Json;
using RagPruner.Contract;
using RagPruner.Lambda.Api;
using RagPruner.Lambda.Hosting;
using RagPruner.Lambda.Settings;

namespace RagPruner.Lambda.Questions;

/// <summary>Prunes the contexts of one question, invoked directly: the bodies of <c>/v1/prune</c> without HTTP around them.</summary>
public class PruneContextsFunction : QuestionFunction
{
    /// <summary>Builds the function from the environment.</summary>
    public PruneContextsFunction() : this(FunctionExtensions.None)
    {
    }

    /// <summary>Builds it with parts of one's own.</summary>
    protected PruneContextsFunction(FunctionExtensions extensions) : base(Parts.Retriever | Parts.Drafter, extensions, ApiRoute.Prune)
    {
    }

    internal PruneContextsFunction(FunctionHost host) : base(host, ApiRoute.Prune)
    {
    }

    private protected override async Task<Func<int, byte[]>> AnswerAgentAsync(ApiCall call, CancellationToken cancellationToken)
    {
        var pruning = AgentPruning.Of(await call.PruneAsync(call.Read().Request, cancellationToken));
        return characters => JsonSerializer.SerializeToUtf8Bytes(pruning.Within(characters), AgentJson.Readable.AgentPruning);
    }
}
