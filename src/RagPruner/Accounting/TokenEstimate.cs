using System.Text;

namespace RagPruner.Accounting;

/// <summary>
/// Estimates tokens without the model's tokenizer: one for every four UTF-8 bytes, rounded up. English prose runs at
/// about four bytes a token in current vocabularies; other scripts have more bytes a character and more tokens, which
/// the byte count follows roughly. Used for budgets and for the part of a bill that no service reported.
/// </summary>
internal static class TokenEstimate
{
    /// <summary>Estimated tokens of a text; 0 for an empty one.</summary>
    public static int Of(string text) => (Encoding.UTF8.GetByteCount(text) + 3) / 4;
}
