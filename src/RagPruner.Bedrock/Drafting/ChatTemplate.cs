namespace RagPruner.Bedrock.Drafting;

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
    /// <summary>A prompt up to where the assistant goes on.</summary>
    public static string Render(ChatTemplate template, string system, string user, string? assistantPrefix) => template switch
    {
        ChatTemplate.Llama3 =>
            $"<|start_header_id|>system<|end_header_id|>\n\n{system}<|eot_id|><|start_header_id|>user<|end_header_id|>\n\n{user}<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n{assistantPrefix}",
        ChatTemplate.Mistral => $"[INST] {system}\n\n{user} [/INST] {assistantPrefix}",
        ChatTemplate.Qwen => $"{ChatMl(system, user)}<think>\n\n</think>\n\n{assistantPrefix}",
        _ => $"{ChatMl(system, user)}{assistantPrefix}",
    };

    private static string ChatMl(string system, string user) =>
        $"<|im_start|>system\n{system}<|im_end|>\n<|im_start|>user\n{user}<|im_end|>\n<|im_start|>assistant\n";
}
