using System.Security.Cryptography;
using System.Text;
using RagPruner.Accounting;

namespace RagPruner.Local.LocalCloud;

/// <summary>Remembers the beginnings of prompts up to a cache point, as Bedrock does for some minutes: written once, read from then on.</summary>
internal sealed class PromptCache
{
    // Shorter ones are not cached, and nobody says so.
    private const int FewestTokens = 1024;
    private const int Most = 10_000;

    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();

    /// <summary>How many tokens of a prompt are read from the cache, and how many are written to it.</summary>
    /// <param name="beginning">The prompt up to its last cache point; null if it has none.</param>
    public (int Read, int Write) Use(string? beginning)
    {
        if (beginning is null || TokenEstimate.Of(beginning) is not (>= FewestTokens and var tokens))
            return (0, 0);
        var key = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(beginning)));
        lock (_lock)
        {
            if (_known.Contains(key))
                return (tokens, 0);
            if (_known.Count >= Most)
                _known.Clear();
            _known.Add(key);
            return (0, tokens);
        }
    }
}
