namespace RagPruner.Text;

/// <summary>FNV-1a, in 64 bits: the hash of a string in .NET differs from process to process.</summary>
internal static class Fnv
{
    /// <summary>The hash of nothing.</summary>
    public const ulong Start = 14695981039346656037;

    /// <summary>The hash with a number more.</summary>
    public static ulong Add(ulong hash, ulong value) => unchecked((hash ^ value) * 1099511628211);
}
