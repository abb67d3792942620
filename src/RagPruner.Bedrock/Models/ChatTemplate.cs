using RagPruner.Models;

namespace RagPruner.Bedrock.Models;

/// <summary>
/// How a model's turns are written, for the formats that take a finished prompt. The token that begins a text is left
/// out: the server adds it.
/// </summary>
public enum ChatTemplate
{
    /// <summary>Plain ChatML.</summary>
    ChatMl,

    /// <summary>Llama 3.</summary>
    Llama3,

    /// <summary>Mistral instruct.</summary>
    Mistral,

    /// <summary>Qwen: ChatML, with an empty thought, so that Qwen 3 answers at once.</summary>
    Qwen,
}

internal static class ChatTemplates
{
    /// <summary>A prompt up to where the assistant goes on, in the pieces that it is put together from.</summary>
    public static IReadOnlyList<string> Render(this ChatTemplate template, Prompt prompt) => template switch
    {
        ChatTemplate.Llama3 =>
            [.. Llama3Turn("system", prompt.System), "<|eot_id|>", .. Llama3Turn("user", prompt.User), "<|eot_id|>", .. Llama3Turn("assistant", prompt.Begun)],
        ChatTemplate.Mistral => ["[INST] ", prompt.System, "\n\n", prompt.User, " [/INST] ", prompt.Begun ?? ""],
        ChatTemplate.Qwen => ChatMl(prompt, thought: "<think>\n\n</think>\n\n"),
        _ => ChatMl(prompt, thought: ""),
    };

    private static string[] Llama3Turn(string role, string? text) => ["<|start_header_id|>", role, "<|end_header_id|>\n\n", text ?? ""];

    private static string[] ChatMl(Prompt prompt, string thought) =>
    [
        "<|im_start|>system\n", prompt.System, "<|im_end|>\n<|im_start|>user\n", prompt.User, "<|im_end|>\n<|im_start|>assistant\n",
        thought, prompt.Begun ?? "",
    ];
}
