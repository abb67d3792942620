using RagPruner.Answering;
using RagPruner.Contexts;
using RagPruner.Drafting;
using RagPruner.Lambda.Api;
using RagPruner.Lambda.Settings;
using RagPruner.Selection;

namespace RagPruner.Lambda.Hosting;

/// <summary>
/// What functions are to use in place of Bedrock, or on top of what the product comes with. Derive a function, give this
/// to its base, and name your class as the handler: <c>public sealed class MyAnswers() : AnswerFunction(new FunctionExtensions
/// { Retriever = () => new MyRetriever() });</c>. The settings of a part that is replaced need not be set.
/// </summary>
public sealed record FunctionExtensions
{
    internal static FunctionExtensions None { get; } = new();

    /// <summary>The parts that are replaced.</summary>
    internal Parts Parts =>
        (Retriever is null ? Parts.None : Parts.Retriever) | (Drafter is null ? Parts.None : Parts.Drafter) | (Generator is null ? Parts.None
            : Parts.Generator);

    /// <summary>Builds the retriever, once for each environment of the function; null for a Bedrock Knowledge Base.</summary>
    public Func<IRetriever>? Retriever { get; init; }

    /// <summary>Builds the drafter; null for the configured model.</summary>
    public Func<IDrafter>? Drafter { get; init; }

    /// <summary>Builds the generator; null for the configured final model.</summary>
    public Func<IGenerator>? Generator { get; init; }

    /// <summary>The scorers and keep rules that requests can name.</summary>
    public Catalog Catalog { get; init; } = Catalog.Default;

    /// <summary>The environment that settings are read from; null for the process's. Tests give one of their own.</summary>
    public IReadOnlyDictionary<string, string>? Environment { get; init; }

    /// <summary>Routes beside <c>/v1/answer</c> and <c>/v1/prune</c>.</summary>
    public IReadOnlyList<ApiRoute> Routes { get; init; } = [];
}
