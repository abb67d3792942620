namespace RagPruner.Bedrock;

/// <summary>A guardrail.</summary>
/// <param name="Id">Its identifier.</param>
/// <param name="Version">Its version.</param>
public sealed record GuardrailSettings(string Id, string Version);
