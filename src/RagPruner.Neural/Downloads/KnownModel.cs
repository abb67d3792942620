namespace RagPruner.Neural.Downloads;

/// <summary>A small model that can be fetched by its name.</summary>
/// <param name="Name">Its name here.</param>
/// <param name="Url">Where its publisher, or llama.cpp's, has it.</param>
/// <param name="License">The licence that its publisher names.</param>
/// <param name="Megabytes">About how large the file is.</param>
/// <param name="Sha256">
/// The file's digest, where many independent projects state the same one for this file; null where it could not be established,
/// so that whoever fetches it must give the one that he trusts.
/// </param>
internal sealed record KnownModel(string Name, Uri Url, string License, int Megabytes, string? Sha256)
{
    private const string Hub = "https://huggingface.co";

    public static IReadOnlyList<KnownModel> All { get; } =
    [
        new("smollm2-135m-instruct", new($"{Hub}/HuggingFaceTB/SmolLM2-135M-Instruct-GGUF/resolve/main/smollm2-135m-instruct-q8_0.gguf"),
            "Apache-2.0", 145, null),
        new("smollm2-360m-instruct", new($"{Hub}/HuggingFaceTB/SmolLM2-360M-Instruct-GGUF/resolve/main/smollm2-360m-instruct-q8_0.gguf"),
            "Apache-2.0", 386, null),
        new("qwen2.5-0.5b-instruct", new(
            $"{Hub}/Qwen/Qwen2.5-0.5B-Instruct-GGUF/resolve/9217f5db79a29953eb74d5343926648285ec7e67/qwen2.5-0.5b-instruct-q4_k_m.gguf"),
            "Apache-2.0", 491, "74a4da8c9fdbcd15bd1f6d01d621410d31c6fc00986f5eb687824e7b93d7a9db"),
        new("qwen2.5-1.5b-instruct", new(
            $"{Hub}/Qwen/Qwen2.5-1.5B-Instruct-GGUF/resolve/91cad51170dc346986eccefdc2dd33a9da36ead9/qwen2.5-1.5b-instruct-q4_k_m.gguf"),
            "Apache-2.0", 1117, "6a1a2eb6d15622bf3c96857206351ba97e1af16c30d7a74ee38970e434e9407e"),
        new("gemma-3-1b-it", new($"{Hub}/ggml-org/gemma-3-1b-it-GGUF/resolve/main/gemma-3-1b-it-Q4_K_M.gguf"),
            "Gemma Terms of Use (ai.google.dev/gemma/terms)", 806, null),
    ];
}
