using System.Text;

namespace RagPruner.Neural.Tests.Support;

/// <summary>
/// A GGUF model of two layers with weights from a seed, some 400 KB: it knows nothing, but is evaluated like any other. Its
/// tokens are bytes, and those that begin and end turns in ChatML.
/// </summary>
internal static class TinyGguf
{
    public const int ContextTokens = 512;
    public const string ChatMl = "{% for message in messages %}{{'<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>' + '\n'}}{% endfor %}";

    private const int Width = 64;
    private const int Heads = 4;
    private const int KeyHeads = 2;
    private const int Inner = 96;
    private const int Layers = 2;
    private const int Alignment = 32;

    private enum Kind : uint
    {
        UInt32 = 4,
        Int32 = 5,
        Float32 = 6,
        Text = 8,
        List = 9,
    }

    /// <summary>The bytes of the file.</summary>
    /// <param name="seed">Of its weights.</param>
    /// <param name="template">Its chat template, or null for none.</param>
    public static byte[] Bytes(int seed = 1, string? template = ChatMl)
    {
        string[] tokens = [.. Enumerable.Range(0, 256).Select(ByteAsText), "<|endoftext|>", "<|im_start|>", "<|im_end|>"];
        using var file = new MemoryStream();
        using var writer = new BinaryWriter(file);
        var members = new List<Action>
        {
            () => Text("general.architecture", "llama"),
            () => Number("llama.context_length", ContextTokens),
            () => Number("llama.embedding_length", Width),
            () => Number("llama.block_count", Layers),
            () => Number("llama.feed_forward_length", Inner),
            () => Number("llama.attention.head_count", Heads),
            () => Number("llama.attention.head_count_kv", KeyHeads),
            () => Member("llama.attention.layer_norm_rms_epsilon", Kind.Float32, () => writer.Write(1e-5f)),
            () => Number("llama.vocab_size", tokens.Length),
            () => Text("tokenizer.ggml.model", "gpt2"),
            () => Text("tokenizer.ggml.pre", "gpt-2"),
            () => List("tokenizer.ggml.tokens", Kind.Text, tokens.Length, i => Write(tokens[i])),
            // 1 is a text, 3 a control token.
            () => List("tokenizer.ggml.token_type", Kind.Int32, tokens.Length, i => writer.Write(i < 256 ? 1 : 3)),
            () => List("tokenizer.ggml.merges", Kind.Text, 1, _ => Write($"{ByteAsText(0)} {ByteAsText(1)}")),
            () => Number("tokenizer.ggml.bos_token_id", 256),
            () => Number("tokenizer.ggml.eos_token_id", 258),
        };
        if (template is not null)
            members.Add(() => Text("tokenizer.chat_template", template));
        var weights = Weights(tokens.Length);
        writer.Write("GGUF"u8);
        writer.Write(3u);
        writer.Write((ulong)weights.Count);
        writer.Write((ulong)members.Count);
        members.ForEach(m => m());
        var offset = 0L;
        foreach (var (name, shape) in weights)
        {
            Write(name);
            writer.Write((uint)shape.Length);
            foreach (var size in shape)
                writer.Write((ulong)size);
            writer.Write(0u);
            writer.Write((ulong)offset);
            offset += Padded(shape.Aggregate(1L, (a, b) => a * b) * sizeof(float));
        }
        Pad();
        var random = new Random(seed);
        foreach (var (name, shape) in weights)
        {
            var isNorm = name.EndsWith("norm.weight", StringComparison.Ordinal);
            for (var i = 0L; i < shape.Aggregate(1L, (a, b) => a * b); i++)
                writer.Write(isNorm ? 1f : (float)((random.NextDouble() - 0.5) * 0.6));
            Pad();
        }
        writer.Flush();
        return file.ToArray();

        void Write(string text)
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            writer.Write((ulong)bytes.Length);
            writer.Write(bytes);
        }

        void Member(string name, Kind kind, Action value)
        {
            Write(name);
            writer.Write((uint)kind);
            value();
        }

        void Number(string name, int value) => Member(name, Kind.UInt32, () => writer.Write((uint)value));

        void Text(string name, string value) => Member(name, Kind.Text, () => Write(value));

        void List(string name, Kind kind, int count, Action<int> item) => Member(name, Kind.List, () =>
        {
            writer.Write((uint)kind);
            writer.Write((ulong)count);
            for (var i = 0; i < count; i++)
                item(i);
        });

        void Pad()
        {
            while (file.Position % Alignment != 0)
                writer.Write((byte)0);
        }
    }

    private static List<(string Name, int[] Shape)> Weights(int tokens)
    {
        var keys = Width / Heads * KeyHeads;
        List<(string, int[])> weights = [("token_embd.weight", [Width, tokens]), ("output_norm.weight", [Width]), ("output.weight", [Width, tokens])];
        for (var layer = 0; layer < Layers; layer++)
        {
            (string Name, int[] Shape)[] own =
            [
                ("attn_norm", [Width]), ("attn_q", [Width, Width]), ("attn_k", [Width, keys]), ("attn_v", [Width, keys]), ("attn_output", [Width, Width]),
                ("ffn_norm", [Width]), ("ffn_gate", [Width, Inner]), ("ffn_up", [Width, Inner]), ("ffn_down", [Inner, Width]),
            ];
            weights.AddRange(own.Select(w => ($"blk.{layer}.{w.Name}.weight", w.Shape)));
        }
        return weights;
    }

    private static long Padded(long bytes) => (bytes + Alignment - 1) / Alignment * Alignment;

    // GPT-2 writes bytes that are no printable characters as characters from 256 on.
    private static string ByteAsText(int value)
    {
        static bool IsPrintable(int b) => b is >= 33 and <= 126 or >= 161 and <= 172 or >= 174 and <= 255;
        return IsPrintable(value) ? $"{(char)value}" : $"{(char)(256 + Enumerable.Range(0, value).Count(b => !IsPrintable(b)))}";
    }
}
