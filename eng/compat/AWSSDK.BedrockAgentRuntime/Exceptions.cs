using System.Net;
using System.Text.Json;
using Amazon.BedrockAgentRuntime.Model;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using RagPruner.Compat;

namespace Amazon.BedrockAgentRuntime
{
    public partial class AmazonBedrockAgentRuntimeException : AmazonServiceException
    {
        public AmazonBedrockAgentRuntimeException() { }
        public AmazonBedrockAgentRuntimeException(string message) : base(message) { }
        public AmazonBedrockAgentRuntimeException(string message, Exception innerException) : base(message, innerException) { }
        public AmazonBedrockAgentRuntimeException(Exception innerException) : base(innerException) { }
        public AmazonBedrockAgentRuntimeException(string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode) : base(message, innerException, errorType, errorCode, requestId, statusCode) { }
        public AmazonBedrockAgentRuntimeException(string message, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode) : base(message, errorType, errorCode, requestId, statusCode) { }
    }

    internal static class Errors
    {
        public static AmazonServiceException Read(ErrorResponse e, JsonElement body, HttpStatusCode status) => e.Code switch
        {
            "AccessDeniedException" => new AccessDeniedException(e.Message, e.InnerException, e.Type, e.Code, e.RequestId, status),
            "BadGatewayException" => new BadGatewayException(e.Message, e.InnerException, e.Type, e.Code, e.RequestId, status) { ResourceName = body.Text("resourceName") },
            "ConflictException" => new ConflictException(e.Message, e.InnerException, e.Type, e.Code, e.RequestId, status),
            "DependencyFailedException" => new DependencyFailedException(e.Message, e.InnerException, e.Type, e.Code, e.RequestId, status) { ResourceName = body.Text("resourceName") },
            "InternalServerException" => new InternalServerException(e.Message, e.InnerException, e.Type, e.Code, e.RequestId, status) { Reason = body.Text("reason") },
            "ResourceNotFoundException" => new ResourceNotFoundException(e.Message, e.InnerException, e.Type, e.Code, e.RequestId, status),
            "ServiceQuotaExceededException" => new ServiceQuotaExceededException(e.Message, e.InnerException, e.Type, e.Code, e.RequestId, status),
            "ThrottlingException" => new ThrottlingException(e.Message, e.InnerException, e.Type, e.Code, e.RequestId, status),
            "ValidationException" => new ValidationException(e.Message, e.InnerException, e.Type, e.Code, e.RequestId, status),
            _ => new AmazonBedrockAgentRuntimeException(e.Message, e.InnerException, e.Type, e.Code, e.RequestId, status),
        };
    }
}

namespace Amazon.BedrockAgentRuntime.Model
{
    public partial class AccessDeniedException : AmazonBedrockAgentRuntimeException
    {
        public AccessDeniedException() { }
        public AccessDeniedException(string message) : base(message) { }
        public AccessDeniedException(string message, Exception innerException) : base(message, innerException) { }
        public AccessDeniedException(Exception innerException) : base(innerException) { }
        public AccessDeniedException(string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode) : base(message, innerException, errorType, errorCode, requestId, statusCode) { }
        public AccessDeniedException(string message, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode) : base(message, errorType, errorCode, requestId, statusCode) { }
    }

    public partial class BadGatewayException : AmazonBedrockAgentRuntimeException
    {
        public BadGatewayException() { }
        public BadGatewayException(string message) : base(message) { }
        public BadGatewayException(string message, Exception innerException) : base(message, innerException) { }
        public BadGatewayException(Exception innerException) : base(innerException) { }
        public BadGatewayException(string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode) : base(message, innerException, errorType, errorCode, requestId, statusCode) { }
        public BadGatewayException(string message, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode) : base(message, errorType, errorCode, requestId, statusCode) { }
        public string ResourceName { get; set; }
    }

    public partial class ConflictException : AmazonBedrockAgentRuntimeException
    {
        public ConflictException() { }
        public ConflictException(string message) : base(message) { }
        public ConflictException(string message, Exception innerException) : base(message, innerException) { }
        public ConflictException(Exception innerException) : base(innerException) { }
        public ConflictException(string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode) : base(message, innerException, errorType, errorCode, requestId, statusCode) { }
        public ConflictException(string message, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode) : base(message, errorType, errorCode, requestId, statusCode) { }
    }

    public partial class DependencyFailedException : AmazonBedrockAgentRuntimeException
    {
        public DependencyFailedException() { }
        public DependencyFailedException(string message) : base(message) { }
        public DependencyFailedException(string message, Exception innerException) : base(message, innerException) { }
        public DependencyFailedException(Exception innerException) : base(innerException) { }
        public DependencyFailedException(string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode) : base(message, innerException, errorType, errorCode, requestId, statusCode) { }
        public DependencyFailedException(string message, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode) : base(message, errorType, errorCode, requestId, statusCode) { }
        public string ResourceName { get; set; }
    }

    public partial class InternalServerException : AmazonBedrockAgentRuntimeException
    {
        public InternalServerException() { }
        public InternalServerException(string message) : base(message) { }
        public InternalServerException(string message, Exception innerException) : base(message, innerException) { }
        public InternalServerException(Exception innerException) : base(innerException) { }
        public InternalServerException(string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode) : base(message, innerException, errorType, errorCode, requestId, statusCode) { }
        public InternalServerException(string message, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode) : base(message, errorType, errorCode, requestId, statusCode) { }
        public string Reason { get; set; }
    }

    public partial class ResourceNotFoundException : AmazonBedrockAgentRuntimeException
    {
        public ResourceNotFoundException() { }
        public ResourceNotFoundException(string message) : base(message) { }
        public ResourceNotFoundException(string message, Exception innerException) : base(message, innerException) { }
        public ResourceNotFoundException(Exception innerException) : base(innerException) { }
        public ResourceNotFoundException(string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode) : base(message, innerException, errorType, errorCode, requestId, statusCode) { }
        public ResourceNotFoundException(string message, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode) : base(message, errorType, errorCode, requestId, statusCode) { }
    }

    public partial class ServiceQuotaExceededException : AmazonBedrockAgentRuntimeException
    {
        public ServiceQuotaExceededException() { }
        public ServiceQuotaExceededException(string message) : base(message) { }
        public ServiceQuotaExceededException(string message, Exception innerException) : base(message, innerException) { }
        public ServiceQuotaExceededException(Exception innerException) : base(innerException) { }
        public ServiceQuotaExceededException(string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode) : base(message, innerException, errorType, errorCode, requestId, statusCode) { }
        public ServiceQuotaExceededException(string message, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode) : base(message, errorType, errorCode, requestId, statusCode) { }
    }

    public partial class ThrottlingException : AmazonBedrockAgentRuntimeException
    {
        public ThrottlingException() { }
        public ThrottlingException(string message) : base(message) { }
        public ThrottlingException(string message, Exception innerException) : base(message, innerException) { }
        public ThrottlingException(Exception innerException) : base(innerException) { }
        public ThrottlingException(string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode) : base(message, innerException, errorType, errorCode, requestId, statusCode) { }
        public ThrottlingException(string message, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode) : base(message, errorType, errorCode, requestId, statusCode) { }
    }

    public partial class ValidationException : AmazonBedrockAgentRuntimeException
    {
        public ValidationException() { }
        public ValidationException(string message) : base(message) { }
        public ValidationException(string message, Exception innerException) : base(message, innerException) { }
        public ValidationException(Exception innerException) : base(innerException) { }
        public ValidationException(string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode) : base(message, innerException, errorType, errorCode, requestId, statusCode) { }
        public ValidationException(string message, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode) : base(message, errorType, errorCode, requestId, statusCode) { }
    }
}
