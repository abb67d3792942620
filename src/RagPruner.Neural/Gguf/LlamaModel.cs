using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using LLama;
using LLama.Common;
using LLama.Exceptions;
using LLama.Native;

namespace RagPruner.Neural.Gguf;

/// <summary>
/// A GGUF model in this process by llama.cpp, with room for one sequence of tokens. Not safe for concurrent calls. Flash
/// attention is off: with it, log probabilities depend on how tokens are batched, up to 0.3 a token.
/// </summary>
internal sealed unsafe class LlamaModel : IDisposable
{
    // As many tokens are evaluated at once: a fifth faster than 64, and more take memory for little.
    private const int ChunkTokens = 256;

    private readonly LLamaWeights _weights;
    private readonly LLamaContext _context;
    private readonly LLamaBatch _batch = new();
    private readonly string _path;
    private readonly SafeLLamaContextHandle _handle;

    // llama.cpp looks here between two operations, whether the evaluation is still wanted.
    private readonly int[] _isCancelled = GC.AllocateArray<int>(1, pinned: true);

    private LlamaModel(GgufOptions options, LLamaWeights weights, LLamaContext context, int threads)
    {
        (_weights, _context, _handle) = (weights, context, context.NativeHandle);
        (Name, Threads, _path) = (options.Name, threads, options.Path);
        Scratch = new float[weights.Vocab.Count];
        NativeApi.llama_set_abort_callback(_handle, (nint)(delegate* unmanaged[Cdecl]<int*, byte>)&IsCancelled,
            Marshal.UnsafeAddrOfPinnedArrayElement(_isCancelled, 0));
    }

    public string Name { get; }

    /// <summary>Identifies the file, and what evaluates it: states of another one do not fit.</summary>
    public string Id => GgufFile.IdOf(_path);

    public int Threads { get; }

    /// <summary>The longest prompt with what is written on it, in tokens.</summary>
    public int ContextTokens => (int)_handle.ContextSize;

    /// <summary>Whether a sequence can be cut back to a beginning of it, so that beginnings can be kept.</summary>
    public bool CanCutBack => !_weights.NativeHandle.IsRecurrent;

    /// <summary>Room for a number for each token of the vocabulary.</summary>
    public float[] Scratch { get; }

    public SafeLlamaModelHandle Native => _weights.NativeHandle;

    /// <summary>Loads a model.</summary>
    /// <exception cref="PrunerException">There is no such file, it is no model, or the machine is too small for it.</exception>
    public static LlamaModel Load(GgufOptions options)
    {
        GgufFile.EnsureIsModel(options.Path);
        NativeLlama.Load();
        var before = IdleCores.Now();
        var parameters = new ModelParams(options.Path) { GpuLayerCount = 0 };
        var weights = Loaded(options.Path, () => LLamaWeights.LoadFromFile(parameters));
        try
        {
            var trained = weights.ContextSize > 0 ? weights.ContextSize : GgufOptions.UsualContextTokens;
            var threads = options.Threads ?? IdleCores.Now().ThreadsSince(before, Environment.ProcessorCount);
            parameters.ContextSize = (uint)(options.ContextTokens ?? Math.Min(trained, GgufOptions.UsualContextTokens));
            (parameters.BatchSize, parameters.UBatchSize) = (ChunkTokens + 1, ChunkTokens + 1);
            (parameters.Threads, parameters.BatchThreads) = (threads, threads);
            parameters.FlashAttention = false;
            // Of a sliding window all is kept, so that a sequence can be cut back.
            (parameters.SeqMax, parameters.SwaFull) = (1, true);
            EnsureFits(options.Path, weights.NativeHandle, parameters.ContextSize.Value);
            return new LlamaModel(options, weights, Loaded(options.Path, () => weights.CreateContext(parameters)), threads);
        }
        catch
        {
            weights.Dispose();
            throw;
        }
    }

    /// <summary>The tokens of a prompt whose control tokens are written out.</summary>
    public int[] Tokenize(string prompt)
    {
        var tokens = _weights.Tokenize(prompt, add_bos: Native.Vocab.ShouldAddBOS, special: true, Encoding.UTF8);
        // Templates of some files write the token that begins a text, which the model adds too.
        if (tokens is [var first, var second, ..] && first == second && first == Native.Vocab.BOS)
            tokens = tokens[1..];
        return [.. tokens.Select(t => (int)t)];
    }

    /// <summary>A token's bytes; control tokens have some only in prompts.</summary>
    public byte[] BytesOf(int token, bool isPrompt)
    {
        Span<byte> bytes = stackalloc byte[64];
        var length = (int)Native.TokenToSpan(token, bytes, 0, isPrompt);
        if (length <= bytes.Length)
            return bytes[..length].ToArray();
        var longer = new byte[length];
        Native.TokenToSpan(token, longer, 0, isPrompt);
        return longer;
    }

    /// <summary>A token's text by itself; a character that is cut apart becomes U+FFFD.</summary>
    public string TextOf(int token, bool isPrompt) => Encoding.UTF8.GetString(BytesOf(token, isPrompt));

    /// <summary>Whether a model that writes this token has come to its end.</summary>
    public bool IsEnd(int token) => ((LLamaToken)token).IsEndOfGeneration(Native.Vocab);

    /// <summary>Forgets all tokens from a place on; how many are there then. Some kinds of models can only forget all.</summary>
    public int CutBack(int length)
    {
        if (length > 0)
        {
            _handle.MemorySequenceRemove(LLamaSeqId.Zero, length, -1);
            if ((int)_handle.MemorySequenceMaxPosition(LLamaSeqId.Zero) == length - 1)
                return length;
        }
        _handle.MemoryClear(data: false);
        return 0;
    }

    /// <summary>Evaluates tokens behind those that are there.</summary>
    /// <param name="tokens">The whole sequence.</param>
    /// <param name="from">How much of it is there.</param>
    /// <param name="wanted">The first token whose numbers are wanted; of the last one they always are.</param>
    /// <param name="read">Is given each of them with the numbers for the token behind it.</param>
    /// <param name="cancellationToken">Ends it at once; what was evaluated until then is no longer known.</param>
    public void Evaluate(ReadOnlySpan<int> tokens, int from, int wanted, LogitsReader read, CancellationToken cancellationToken)
    {
        while (from < tokens.Length)
        {
            // A chunk of one token is computed by other means, and comes out otherwise: none is left for the last.
            var count = tokens.Length - from <= ChunkTokens + 1 ? tokens.Length - from : ChunkTokens;
            _batch.Clear();
            for (var i = from; i < from + count; i++)
                _batch.Add(tokens[i], i, LLamaSeqId.Zero, i >= wanted || i == tokens.Length - 1);
            Decode(cancellationToken);
            for (var (i, row) = (from, 0); i < from + count; i++, row++)
            {
                if (i >= wanted || i == tokens.Length - 1)
                    read(i, _handle.GetLogitsIth(row));
            }
            from += count;
        }
    }

    /// <summary>Evaluates one token that was written, at a place; the numbers for the next one.</summary>
    public ReadOnlySpan<float> Evaluate(int token, int place)
    {
        _batch.Clear();
        _batch.Add(token, place, LLamaSeqId.Zero, true);
        Decode(CancellationToken.None);
        return _handle.GetLogitsIth(0);
    }

    /// <summary>The keys and values of the sequence.</summary>
    public byte[] State()
    {
        var bytes = new byte[(int)_handle.GetStateSize(LLamaSeqId.Zero)];
        fixed (byte* at = bytes)
            return bytes.AsSpan(0, (int)_handle.GetState(at, (nuint)bytes.Length, LLamaSeqId.Zero)) is var written && written.Length == bytes.Length
                ? bytes : written.ToArray();
    }

    /// <summary>Puts a sequence back in place of the one that is there; false if it does not fit, and nothing is there then.</summary>
    public bool Restore(byte[] state)
    {
        CutBack(0);
        fixed (byte* at = state)
        {
            if (_handle.SetState(at, (nuint)state.Length, LLamaSeqId.Zero) == (nuint)state.Length)
                return true;
        }
        CutBack(0);
        return false;
    }

    public void Dispose()
    {
        _context.Dispose();
        _weights.Dispose();
    }

    private void Decode(CancellationToken cancellationToken)
    {
        _isCancelled[0] = 0;
        DecodeResult result;
        using (cancellationToken.UnsafeRegister(static model => Volatile.Write(ref ((LlamaModel)model!)._isCancelled[0], 1), this))
            result = _handle.Decode(_batch);
        cancellationToken.ThrowIfCancellationRequested();
        if (result != DecodeResult.Ok)
            throw new PrunerUpstreamFailed($"The model failed on this machine ({result}).");
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static byte IsCancelled(int* isCancelled) => (byte)Volatile.Read(ref *isCancelled);

    private static T Loaded<T>(string path, Func<T> load)
    {
        try
        {
            return load();
        }
        catch (Exception e) when (e is LoadWeightsFailedException or RuntimeError)
        {
            throw new PrunerInvalidInput($"{path} cannot be loaded: it is damaged, of a kind that llama.cpp does not know, or too large for this machine" +
                $"{(NativeLlama.LastError is { } error ? $" ({error})" : "")}.", e);
        }
    }

    // The weights are mapped from the file; a machine without room for them and for the keys and values reads them again and again.
    private static void EnsureFits(string path, SafeLlamaModelHandle model, uint contextTokens)
    {
        var headSize = model.HeadCount > 0 ? model.EmbeddingSize / model.HeadCount : model.EmbeddingSize;
        var needed = (long)model.SizeInBytes + 2L * sizeof(short) * model.LayerCount * model.KVHeadCount * headSize * contextTokens;
        var there = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        if (needed > there)
            throw new PrunerInvalidInput($"{path} needs about {needed >> 20} MB of memory with a context of {contextTokens} tokens, and there are " +
                $"{there >> 20}; a smaller --context-size or a smaller model may fit.");
    }
}

/// <summary>Is given the numbers for the token behind the one at a place.</summary>
internal delegate void LogitsReader(int place, ReadOnlySpan<float> logits);
