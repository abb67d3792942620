#nullable disable annotations // The interface carries none.

using Amazon.Lambda.Core;

namespace RagPruner.Local.LocalCloud.Functions;

/// <summary>An invocation on this machine, with its time running out.</summary>
internal sealed class LocalLambdaContext(string function, string requestId, TimeSpan timeout, TimeProvider time) : ILambdaContext
{
    private readonly long _start = time.GetTimestamp();

    public string AwsRequestId => requestId;

    public IClientContext ClientContext => null;

    public string FunctionName => function;

    public string FunctionVersion => "$LATEST";

    public ICognitoIdentity Identity => null;

    public string InvokedFunctionArn => $"arn:aws:lambda:us-east-1:000000000000:function:{function}";

    public ILambdaLogger Logger => null;

    public string LogGroupName => $"/aws/lambda/{function}";

    public string LogStreamName => "local";

    public int MemoryLimitInMB => 1024;

    public TimeSpan RemainingTime => timeout - time.GetElapsedTime(_start) is var left && left > TimeSpan.Zero ? left : TimeSpan.Zero;
}
