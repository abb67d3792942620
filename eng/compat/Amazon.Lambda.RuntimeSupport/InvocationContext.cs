using System.Globalization;
using System.Net.Http.Headers;
using Amazon.Lambda.Core;

namespace Amazon.Lambda.RuntimeSupport;

/// <summary>An invocation, as the headers of the Runtime API and the environment describe it.</summary>
internal sealed class InvocationContext(HttpResponseHeaders headers) : ILambdaContext
{
    private readonly long _deadlineMs = long.Parse(Header(headers, "Lambda-Runtime-Deadline-Ms") ?? "0", CultureInfo.InvariantCulture);

    public string AwsRequestId { get; } = Header(headers, "Lambda-Runtime-Aws-Request-Id");

    public IClientContext ClientContext => null;

    public string FunctionName => Environment.GetEnvironmentVariable("AWS_LAMBDA_FUNCTION_NAME");

    public string FunctionVersion => Environment.GetEnvironmentVariable("AWS_LAMBDA_FUNCTION_VERSION");

    public ICognitoIdentity Identity => null;

    public string InvokedFunctionArn { get; } = Header(headers, "Lambda-Runtime-Invoked-Function-Arn");

    public ILambdaLogger Logger { get; } = new ErrorLogger();

    public string LogGroupName => Environment.GetEnvironmentVariable("AWS_LAMBDA_LOG_GROUP_NAME");

    public string LogStreamName => Environment.GetEnvironmentVariable("AWS_LAMBDA_LOG_STREAM_NAME");

    public int MemoryLimitInMB => int.TryParse(Environment.GetEnvironmentVariable("AWS_LAMBDA_FUNCTION_MEMORY_SIZE"), CultureInfo.InvariantCulture, out var megabytes) ? megabytes : 0;

    public TimeSpan RemainingTime => DateTimeOffset.FromUnixTimeMilliseconds(_deadlineMs) - DateTimeOffset.UtcNow;

    public string TenantId { get; } = Header(headers, "Lambda-Runtime-Aws-Tenant-Id");

    public string TraceId { get; } = Header(headers, "Lambda-Runtime-Trace-Id");

    private static string Header(HttpResponseHeaders headers, string name) => headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;

    private sealed class ErrorLogger : ILambdaLogger
    {
        public void Log(string message) => Console.Error.Write(message);

        public void LogLine(string message) => Console.Error.WriteLine(message);
    }
}
