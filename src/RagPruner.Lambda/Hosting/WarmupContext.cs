#nullable disable annotations // The interface carries none.

using Amazon.Lambda.Core;

namespace RagPruner.Lambda.Hosting;

/// <summary>The invocation of a warm-up.</summary>
internal sealed class WarmupContext : ILambdaContext
{
    public string AwsRequestId => "warm-up";

    public IClientContext ClientContext => null;

    public string FunctionName => "";

    public string FunctionVersion => "";

    public ICognitoIdentity Identity => null;

    public string InvokedFunctionArn => "";

    public ILambdaLogger Logger => null;

    public string LogGroupName => "";

    public string LogStreamName => "";

    public int MemoryLimitInMB => 0;

    public TimeSpan RemainingTime => TimeSpan.FromSeconds(30);
}
