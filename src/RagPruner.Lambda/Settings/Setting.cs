namespace RagPruner.Lambda.Settings;

/// <summary>One environment variable.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Default">What an unset or empty one means, in the form in which it is written; null if that means "none".</param>
/// <param name="Form">What may be written, for people.</param>
/// <param name="Meaning">What it is, for people.</param>
/// <param name="RequiredBy">The parts that cannot be built without it.</param>
internal sealed record Setting(string Name, string? Default, string Form, string Meaning, Parts RequiredBy = Parts.None);

/// <summary>What a function is built from; it needs the settings, and the permissions, of its parts only.</summary>
[Flags]
internal enum Parts
{
    None = 0,
    Retriever = 1,
    Drafter = 2,
    Generator = 4,
    All = Retriever | Drafter | Generator,
}
