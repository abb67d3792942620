using System.Text.Json.Serialization;
using RagPruner.Local.Corpora;
using RagPruner.Models;
using RagPruner.OpenAi;

namespace RagPruner.Local.Completions;

/// <summary>
/// Completions from a file of JSON Lines, each <c>{id, text, tokens: [{token, logprob, end?}]}</c> or a whole reply of an
/// OpenAI-compatible server, of which every choice is one.
/// </summary>
internal static class CompletionFile
{
    /// <exception cref="PrunerInvalidInput">The file is not there, or a line is malformed; the message names it.</exception>
    public static IReadOnlyList<NamedCompletion> Read(string path)
    {
        if (!File.Exists(path))
            throw new PrunerInvalidInput($"The completions file {path} does not exist.");
        var completions = new List<NamedCompletion>();
        foreach (var (line, record) in JsonLines.Read(path, Corpus.Read(path), CompletionJson.Default.CompletionLine))
        {
            if (record.Choices is { } choices)
                completions.AddRange(
                    choices.Select((c, i) => Of($"{record.Id ?? $"{line}"}#{i + 1}", c)
                    ?? throw JsonLines.Error(path, line, $"choices[{i}] has no log probabilities of its tokens")));
            else if (record.Tokens is { Count: > 0 } tokens)
                completions.Add(
                    Of(record.Id ?? $"{line}", record.Text,
                    [.. tokens.Select(t => new CompletionToken(t?.Token ?? "", LogProbability.Valid(t?.Logprob)) { IsEnd = t?.End == true })]));
            else
                throw JsonLines.Error(path, line, "tokens is missing or empty, and there are no choices");
        }
        return completions.Count > 0 ? completions : throw new PrunerInvalidInput($"The completions file {path} holds no completion.");
    }

    /// <summary>A choice of a reply; null without log probabilities.</summary>
    public static NamedCompletion? Of(string id, ChatChoice? choice) =>
        choice?.Logprobs?.ToTokens() is { Count: > 0 } tokens
            ? Of(id, choice!.Message?.Content, TokenAlignment.Align(choice.Message?.Content ?? "", tokens)) : null;

    private static NamedCompletion Of(string id, string? text, IReadOnlyList<CompletionToken> tokens) =>
        new(id, text ?? string.Concat(tokens.Where(t => !t.IsEnd).Select(t => t.Text)), tokens);
}

/// <summary>A line of a completions file; further members are allowed.</summary>
internal sealed record CompletionLine(string? Id, string? Text, IReadOnlyList<TokenLine?>? Tokens, IReadOnlyList<ChatChoice?>? Choices);

internal sealed record TokenLine(string? Token, double? Logprob, bool End);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(CompletionLine))]
internal sealed partial class CompletionJson : JsonSerializerContext;
