#nullable disable annotations // The interface carries none.

using Amazon.Lambda.Core;

namespace RagPruner.Lambda.Tests.Support;

/// <summary>An invocation whose time runs out as time passes.</summary>
internal sealed class RunningOutContext(VirtualTime time, TimeSpan timeout) : ILambdaContext
{
    public string AwsRequestId => "request-1";

    public IClientContext ClientContext => null;

    public string FunctionName => "";

    public string FunctionVersion => "";

    public ICognitoIdentity Identity => null;

    public string InvokedFunctionArn => "";

    public ILambdaLogger Logger => null;

    public string LogGroupName => "";

    public string LogStreamName => "";

    public int MemoryLimitInMB => 0;

    public TimeSpan RemainingTime => timeout - time.Now;
}
