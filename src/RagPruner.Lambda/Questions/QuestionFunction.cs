using RagPruner.Lambda.Agents;
using RagPruner.Lambda.Api;
using RagPruner.Lambda.Hosting;
using RagPruner.Lambda.Settings;

namespace RagPruner.Lambda.Questions;

/// <summary>A route of the API as a function that is invoked directly, or by an action group of an Amazon Bedrock agent.</summary>
public abstract class QuestionFunction : Function
{
    private readonly ApiRoute _route;

    private protected QuestionFunction(Parts parts, FunctionExtensions extensions, ApiRoute route) : base(parts, extensions) => _route = route;

    private protected QuestionFunction(FunctionHost host, ApiRoute route) : base(host) => _route = route;

    private protected override async Task<Stream> RunAsync(Stream input, Invocation invocation)
    {
        var payload = await Invocation.ReadAsync(input, _route.MaxBytesOf(invocation.MaxDocumentBytes), invocation.CancellationToken);
        if (ActionGroupCall.Of(payload) is { } group)
            return new MemoryStream(await AnswerAsync(group, invocation), writable: false);
        var reply = await _route.AnswerAsync(Call(payload, invocation), invocation.CancellationToken);
        return new MemoryStream(reply.ToArray(), writable: false);
    }

    /// <summary>The result as an agent gets it, in UTF-8, its texts cut to so many characters together.</summary>
    private protected abstract Task<Func<int, byte[]>> AnswerAgentAsync(ApiCall call, CancellationToken cancellationToken);

    private async Task<byte[]> AnswerAsync(ActionGroupCall group, Invocation invocation)
    {
        try
        {
            return group.Reply(await AnswerAgentAsync(Call(group.Body(), invocation), invocation.CancellationToken));
        }
        catch (PrunerInvalidInput e)
        {
            // The agent wrote it, and can write it better; the log says it as of any wrong request.
            return group.Refuse(invocation.Fail(e).Message);
        }
    }

    private static ApiCall Call(ReadOnlyMemory<byte> body, Invocation invocation) =>
        new(invocation, invocation.Record!, body, invocation.TenantOf(null));
}
