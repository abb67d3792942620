using RagPruner.Local.Commands;
using RagPruner.Models;

namespace RagPruner.Local.Probing;

/// <summary>One way to call a model.</summary>
/// <param name="Name">What it is called in tables: "Converse", "InvokeModel, OpenAI chat".</param>
/// <param name="Model">The model by it, asked for more than its abilities say: what comes back is what is to be found out.</param>
/// <param name="Use">How to use what was found, as the options of `ask` and the settings of the functions; from whether a turn may be begun.</param>
internal sealed record ProbeRoute(string Name, IModel Model, Func<bool, string> Use)
{
    /// <summary>The format that it is chosen by.</summary>
    public DraftFormat Format { get; init; }

    /// <summary>The model where a begun turn is asked for in another way first; null for the same way.</summary>
    public IModel? Begins { get; init; }
}

/// <summary>A model to be probed.</summary>
/// <param name="Label">Its name in tables: no account, and no ARN.</param>
/// <param name="Routes">The ways to call it, in the order in which they are to be preferred where they give the same.</param>
internal sealed record ProbeTarget(string Label, IReadOnlyList<ProbeRoute> Routes);
