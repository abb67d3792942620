using System.Buffers;

namespace RagPruner.Text;

/// <summary>
/// Tells texts that are copies of one another, but for a word in ten or a sentence more: Jaccard resemblance of runs of three
/// words, estimated from the smallest of their hashes (Broder, "On the resemblance and containment of documents", 1997). Such
/// texts have one origin, whatever they are called; what contradicts in them is another matter.
/// </summary>
internal sealed class NearCopies
{
    private const double Resemblance = 0.5;

    // The smallest so many hashes: exact for short texts, within some 0.05 for long ones.
    private const int SketchSize = 96;

    // Two short sentences about the same thing are alike without being copies.
    private const int FewestRuns = 24;

    private readonly ulong[] _smallest;

    private NearCopies(ulong[] smallest) => _smallest = smallest;

    /// <summary>The sketch of a text; null for one that is too short to tell.</summary>
    public static NearCopies? Of(string text)
    {
        // Every word has a letter, and a mark or blank behind it.
        var runs = ArrayPool<ulong>.Shared.Rent(text.Length / 2 + 1);
        var distinct = Sorted(runs, text);
        var result = distinct < FewestRuns ? null : new NearCopies(runs[..Math.Min(distinct, SketchSize)]);
        ArrayPool<ulong>.Shared.Return(runs);
        return result;
    }

    // The hashes of a text's runs, each once, at the beginning of the buffer; how many.
    private static int Sorted(ulong[] runs, string text)
    {
        var (before, last, word, isInWord, count, found) = (0UL, 0UL, Fnv.Start, false, 0, 0);
        for (var i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && char.IsLetterOrDigit(text[i]))
            {
                (word, isInWord) = (Fnv.Add(word, char.ToLowerInvariant(text[i])), true);
                continue;
            }
            if (!isInWord)
                continue;
            if (++count >= 3)
                runs[found++] = Mixed(Fnv.Add(Fnv.Add(before, last), word));
            (before, last, word, isInWord) = (last, word, Fnv.Start, false);
        }
        Array.Sort(runs, 0, found);
        var distinct = 0;
        for (var i = 0; i < found; i++)
        {
            if (i == 0 || runs[i] != runs[i - 1])
                runs[distinct++] = runs[i];
        }
        return distinct;
    }

    /// <summary>Whether two texts resemble each other as copies do.</summary>
    public bool Resembles(NearCopies other)
    {
        var (a, b) = (_smallest, other._smallest);
        // The smallest hashes of both together are a fair sample of their union; shorter texts are compared as a whole.
        var most = a.Length < SketchSize && b.Length < SketchSize ? int.MaxValue : SketchSize;
        var (i, j, shared, union) = (0, 0, 0, 0);
        for (; union < most && (i < a.Length || j < b.Length); union++)
        {
            var (isA, isB) = (j == b.Length || i < a.Length && a[i] <= b[j], i == a.Length || j < b.Length && b[j] <= a[i]);
            (i, j, shared) = (isA ? i + 1 : i, isB ? j + 1 : j, isA && isB ? shared + 1 : shared);
        }
        return shared >= Resemblance * union;
    }

    // FNV leaves the high bits of similar inputs alike, and the smallest are to be a fair sample.
    private static ulong Mixed(ulong hash)
    {
        hash = unchecked((hash ^ hash >> 33) * 0xff51afd7ed558ccdUL);
        hash = unchecked((hash ^ hash >> 33) * 0xc4ceb9fe1a85ec53UL);
        return hash ^ hash >> 33;
    }
}
