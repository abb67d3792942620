using System.Text.Json;
using RagPruner.Contract;
using RagPruner.Lambda.Api;
using RagPruner.Lambda.Hosting;
using RagPruner.Lambda.Settings;

namespace RagPruner.Lambda.Questions;

/// <summary>Answers one question, invoked directly: the bodies of <c>/v1/answer</c> without HTTP around them.</summary>
public class AnswerFunction : QuestionFunction
{
    /// <summary>Builds the function from the environment.</summary>
    public AnswerFunction() : this(FunctionExtensions.None)
    {
    }

    /// <summary>Builds it with parts of one's own.</summary>
    protected AnswerFunction(FunctionExtensions extensions) : base(Parts.All, extensions, ApiRoute.Answer)
    {
    }

    internal AnswerFunction(FunctionHost host) : base(host, ApiRoute.Answer)
    {
    }

    private protected override async Task<Func<int, byte[]>> AnswerAgentAsync(ApiCall call, CancellationToken cancellationToken)
    {
        var answer = AgentAnswer.Of(await call.AnswerAsync(call.Read().Request, cancellationToken));
        return characters => JsonSerializer.SerializeToUtf8Bytes(answer.Within(characters), AgentJson.Readable.AgentAnswer);
    }
}
