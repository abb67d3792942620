using System.Text;
using LLama;
using LLama.Exceptions;
using RagPruner.Models;

namespace RagPruner.Neural.Gguf;

/// <summary>Messages as the model's own template writes them, of those that llama.cpp knows.</summary>
internal sealed class ChatForm
{
    private readonly Func<LLamaTemplate> _template;

    private ChatForm(Func<LLamaTemplate> template) => _template = template;

    /// <summary>The form of a model's file, or the named one.</summary>
    /// <exception cref="PrunerInvalidInput">The file has none that is known, or there is none of that name.</exception>
    public static ChatForm Of(LlamaModel model, string? name)
    {
        if (name is null && model.Native.GetTemplate(null, strict: false) is null)
            throw new PrunerInvalidInput($"{model.Name} brings no chat template: name one by --chat-template (chatml, llama3, gemma, …).");
        var form = new ChatForm(name is null ? () => new LLamaTemplate(model.Native, null, strict: true) : () => new LLamaTemplate(name));
        try
        {
            if (form.Render([("user", "x")], continuesLast: false).Contains('x', StringComparison.Ordinal))
                return form;
        }
        catch (Exception e) when (e is MissingTemplateException or TemplateNotFoundException)
        {
            // Told below.
        }
        throw new PrunerInvalidInput(name is null
            ? $"llama.cpp does not know the chat template of {model.Name}: name one by --chat-template (chatml, llama3, gemma, …)."
            : "--chat-template names none that llama.cpp knows (chatml, llama3, gemma, …).");
    }

    /// <summary>A prompt in the model's form, the assistant's turn begun.</summary>
    public string Render(Prompt prompt)
    {
        var messages = new List<(string Role, string Content)>(3);
        if (prompt.System.Length > 0)
            messages.Add(("system", prompt.System));
        messages.Add(("user", prompt.User));
        if (prompt.Begun is { } begun)
            messages.Add(("assistant", begun));
        return Render(messages, prompt.Begun is not null);
    }

    /// <summary>Messages in the model's form.</summary>
    /// <param name="messages">The messages, at least one.</param>
    /// <param name="continuesLast">Whether the last one is the assistant's, and to be gone on with.</param>
    public string Render(IReadOnlyList<(string Role, string Content)> messages, bool continuesLast)
    {
        var template = _template();
        template.AddAssistant = true;
        foreach (var (role, content) in continuesLast ? messages.Take(messages.Count - 1) : messages)
            template.Add(role, content);
        var turns = template.Count == 0 ? "" : Encoding.UTF8.GetString(template.Apply());
        return continuesLast ? turns + messages[^1].Content : turns;
    }
}
