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
}
