using System.Numerics.Tensors;
using RagPruner.Contexts;
using RagPruner.Local.KnowledgeBase;

namespace RagPruner.Neural.Embeddings;

/// <summary>
/// Finds contexts by the cosine of their vectors to the question's, each compared: exact, and fast enough up to some 100,000.
/// The score is the cosine; ties in corpus order.
/// </summary>
internal sealed class DenseSearch(KnowledgeIndex index, IEmbedder embedder, float[] vectors) : ISearch
{
    public const string Name = "dense";

    // Where a filter takes most away, more are looked at.
    private const int Batch = 64;

    public string Method => Name;

    public IReadOnlyList<(Context Context, string? Metadata)> SearchWithMetadata(string question, int count, ContextFilter? filter)
    {
        var scores = Scores(embedder.Embed(question));
        var rows = Enumerable.Range(0, scores.Length).ToArray();
        // Sorting is stable in what decides: score, then row.
        Array.Sort(rows, (a, b) => scores[b].CompareTo(scores[a]) is not 0 and var order ? order : a.CompareTo(b));
        return [.. rows.Chunk(Math.Max(filter is null ? 1 : Batch, count)).SelectMany(index.Rows)
            .Where(f => filter?.Matches(KnowledgeIndex.MetadataOf(f.Metadata)) != false).Take(count)
            .Select((f, i) => (f.Context with { RetrievalScore = scores[f.Row], Rank = i + 1 }, f.Metadata))];
    }

    private float[] Scores(float[] question)
    {
        var scores = new float[vectors.Length / question.Length];
        for (var i = 0; i < scores.Length; i++)
            scores[i] = TensorPrimitives.Dot(vectors.AsSpan(i * question.Length, question.Length), question);
        return scores;
    }
}
