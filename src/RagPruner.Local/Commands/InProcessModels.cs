using RagPruner.Local.EmbeddedModel;
using RagPruner.Models;

namespace RagPruner.Local.Commands;

/// <summary>Models in this process, loaded.</summary>
/// <param name="Draft">The drafting model.</param>
/// <param name="Final">The model for answers; may be the same.</param>
/// <param name="Prompts">The drafting model by its bare prompt.</param>
/// <param name="DraftName">The drafting model's name.</param>
/// <param name="FinalName">The other one's.</param>
/// <param name="Description">Both, in a line for people.</param>
/// <param name="Held">What they hold open.</param>
internal sealed record InProcessModels(IModel Draft, IModel Final, IPromptModel Prompts, string DraftName, string FinalName, string Description,
    IDisposable Held) : IDisposable
{
    public void Dispose() => Held.Dispose();
}
