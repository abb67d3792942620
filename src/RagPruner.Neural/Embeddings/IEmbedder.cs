namespace RagPruner.Neural.Embeddings;

/// <summary>Turns texts into vectors of unit length, near each other where the texts mean the like. Safe for concurrent calls.</summary>
internal interface IEmbedder
{
    /// <summary>Identifies the model: vectors of another one cannot be compared.</summary>
    string Id { get; }

    /// <summary>How many numbers a vector has.</summary>
    int Dimensions { get; }

    /// <summary>The vector of a text.</summary>
    float[] Embed(string text);

    /// <summary>How many tokens of a text are read; the rest of a long one is not.</summary>
    int TokensOf(string text);
}
