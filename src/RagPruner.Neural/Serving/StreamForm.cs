using System.Text.Json.Nodes;
using RagPruner.Models;

namespace RagPruner.Neural.Serving;

/// <summary>A completion as events, in the form of its route.</summary>
/// <param name="First">Goes before the first piece of text; or null.</param>
/// <param name="Piece">A piece of text.</param>
/// <param name="Last">How it ended, with the log probabilities of all of it: a piece is not always whole tokens.</param>
/// <param name="Usage">What it took, or null where nobody asked.</param>
internal sealed record StreamForm(JsonObject? First, Func<string, JsonObject> Piece, Func<Completion, JsonObject> Last, Func<Completion, JsonObject>? Usage);
