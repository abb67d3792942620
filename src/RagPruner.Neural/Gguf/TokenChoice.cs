using RagPruner.Models;

namespace RagPruner.Neural.Gguf;

/// <summary>The next token of a completion, with its log probability and what else could have stood there.</summary>
internal sealed class TokenChoice(LlamaModel model, CompletionRequest request)
{
    private readonly Random _random = new(request.Seed ?? 0);
    private int _token;
    private double _logprob;
    private int[] _others = [];
    private double[] _otherLogprobs = [];

    /// <summary>Chooses by the numbers for the next token.</summary>
    public void Read(ReadOnlySpan<float> logits)
    {
        _others = request.Logprobs ? Logits.Largest(logits, Math.Max(1, request.Alternatives)) : Logits.Largest(logits, 1);
        _token = request.Temperature > 0 ? Logits.Sample(logits, request.Temperature, _random, model.Scratch) : _others[0];
        if (!request.Logprobs)
            return;
        var sum = Logits.LogSum(logits, model.Scratch);
        _logprob = logits[_token] - sum;
        _otherLogprobs = new double[request.Alternatives > 0 ? _others.Length : 0];
        for (var i = 0; i < _otherLogprobs.Length; i++)
            _otherLogprobs[i] = logits[_others[i]] - sum;
    }

    /// <summary>The token, and as it is reported.</summary>
    public (int Token, CompletionToken Reported) Chosen => (_token, !request.Logprobs
        ? new CompletionToken("", null)
        : new CompletionToken(model.TextOf(_token, isPrompt: false), LogProbability.Valid(_logprob))
        {
            Top = [.. _otherLogprobs.Select((logprob, i) => new CompletionToken(model.TextOf(_others[i], isPrompt: false), LogProbability.Valid(logprob)))],
        });
}
