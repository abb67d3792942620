#pragma warning disable CA1032, CA1064, MA0058 // An error reply on its way out of a handler, not an API.

namespace RagPruner.Local.LocalCloud;

/// <summary>An error as AWS sends it: a type, a status, a message.</summary>
internal sealed class AwsError(string type, int status, string message) : Exception(message)
{
    public string Type { get; } = type;

    public int Status { get; } = status;

    public int? RetryAfterSeconds { get; init; }

    public static AwsError Validation(string message) => new("ValidationException", 400, message);

    public static AwsError NotFound(string message) => new("ResourceNotFoundException", 404, message);

    /// <summary>The status that a service sends with an exception type.</summary>
    public static int StatusOf(string type) => type switch
    {
        "ThrottlingException" or "ModelNotReadyException" => 429,
        "ServiceUnavailableException" => 503,
        "InternalServerException" => 500,
        "ModelErrorException" or "ModelStreamErrorException" or "DependencyFailedException" => 424,
        "ModelTimeoutException" => 408,
        "AccessDeniedException" => 403,
        "ResourceNotFoundException" => 404,
        "BadGatewayException" => 502,
        "ConflictException" => 409,
        "overloaded_error" => 529,
        "ValidationException" or "ServiceQuotaExceededException" => 400,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Unknown exception type."),
    };
}
