using System.Net;
using System.Text.Json;
using Amazon.BedrockRuntime.Model;
using Amazon.Runtime;
using Amazon.Runtime.EventStreams.Internal;
using Amazon.Runtime.Internal;
using RagPruner.Compat;

namespace Amazon.BedrockRuntime
{
    public partial class AmazonBedrockRuntimeException : AmazonServiceException
    {
        public AmazonBedrockRuntimeException() { }
        public AmazonBedrockRuntimeException(string message) : base(message) { }
        public AmazonBedrockRuntimeException(string message, Exception innerException) : base(message, innerException) { }
        public AmazonBedrockRuntimeException(Exception innerException) : base(innerException) { }
        public AmazonBedrockRuntimeException(string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode) : base(message, innerException, errorType, errorCode, requestId, statusCode) { }
        public AmazonBedrockRuntimeException(string message, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode) : base(message, errorType, errorCode, requestId, statusCode) { }
    }

    public class BedrockRuntimeEventStreamException : EventStreamException
    {
        public BedrockRuntimeEventStreamException() { }
        public BedrockRuntimeEventStreamException(string message) : base(message) { }
        public BedrockRuntimeEventStreamException(string message, Exception innerException) : base(message, innerException) { }
    }

    internal static class Errors
    {
        public static AmazonServiceException Read(ErrorResponse e, JsonElement body, HttpStatusCode status) => e.Code switch
        {
            "AccessDeniedException" => new AccessDeniedException(e.Message, e.InnerException, e.Type, e.Code, e.RequestId, status),
            "InternalServerException" => new InternalServerException(e.Message, e.InnerException, e.Type, e.Code, e.RequestId, status),
            "ModelErrorException" => new ModelErrorException(e.Message, e.InnerException, e.Type, e.Code, e.RequestId, status)
            {
                OriginalStatusCode = body.Int("originalStatusCode"),
                ResourceName = body.Text("resourceName"),
            },
            "ModelNotReadyException" => new ModelNotReadyException(e.Message, e.InnerException, e.Type, e.Code, e.RequestId, status),
            "ModelStreamErrorException" => new ModelStreamErrorException(e.Message, e.InnerException, e.Type, e.Code, e.RequestId, status)
            {
                OriginalMessage = body.Text("originalMessage"),
                OriginalStatusCode = body.Int("originalStatusCode"),
            },
            "ModelTimeoutException" => new ModelTimeoutException(e.Message, e.InnerException, e.Type, e.Code, e.RequestId, status),
            "ResourceNotFoundException" => new ResourceNotFoundException(e.Message, e.InnerException, e.Type, e.Code, e.RequestId, status),
            "ServiceQuotaExceededException" => new ServiceQuotaExceededException(e.Message, e.InnerException, e.Type, e.Code, e.RequestId, status),
            "ServiceUnavailableException" => new ServiceUnavailableException(e.Message, e.InnerException, e.Type, e.Code, e.RequestId, status),
            "ThrottlingException" => new ThrottlingException(e.Message, e.InnerException, e.Type, e.Code, e.RequestId, status),
            "ValidationException" => new ValidationException(e.Message, e.InnerException, e.Type, e.Code, e.RequestId, status),
            _ => new AmazonBedrockRuntimeException(e.Message, e.InnerException, e.Type, e.Code, e.RequestId, status),
        };
    }
}

namespace Amazon.BedrockRuntime.Model
{
    public partial class AccessDeniedException : AmazonBedrockRuntimeException
    {
        public AccessDeniedException() { }
        public AccessDeniedException(string message) : base(message) { }
        public AccessDeniedException(string message, Exception innerException) : base(message, innerException) { }
        public AccessDeniedException(Exception innerException) : base(innerException) { }
        public AccessDeniedException(string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode) : base(message, innerException, errorType, errorCode, requestId, statusCode) { }
        public AccessDeniedException(string message, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode) : base(message, errorType, errorCode, requestId, statusCode) { }
    }

    public partial class InternalServerException : AmazonBedrockRuntimeException
    {
        public InternalServerException() { }
        public InternalServerException(string message) : base(message) { }
        public InternalServerException(string message, Exception innerException) : base(message, innerException) { }
        public InternalServerException(Exception innerException) : base(innerException) { }
        public InternalServerException(string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode) : base(message, innerException, errorType, errorCode, requestId, statusCode) { }
        public InternalServerException(string message, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode) : base(message, errorType, errorCode, requestId, statusCode) { }
    }

    public partial class ModelErrorException : AmazonBedrockRuntimeException
    {
        public ModelErrorException() { }
        public ModelErrorException(string message) : base(message) { }
        public ModelErrorException(string message, Exception innerException) : base(message, innerException) { }
        public ModelErrorException(Exception innerException) : base(innerException) { }
        public ModelErrorException(string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode) : base(message, innerException, errorType, errorCode, requestId, statusCode) { }
        public ModelErrorException(string message, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode) : base(message, errorType, errorCode, requestId, statusCode) { }
        public int? OriginalStatusCode { get; set; }
        public string ResourceName { get; set; }
    }

    public partial class ModelNotReadyException : AmazonBedrockRuntimeException
    {
        public ModelNotReadyException() { }
        public ModelNotReadyException(string message) : base(message) { }
        public ModelNotReadyException(string message, Exception innerException) : base(message, innerException) { }
        public ModelNotReadyException(Exception innerException) : base(innerException) { }
        public ModelNotReadyException(string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode) : base(message, innerException, errorType, errorCode, requestId, statusCode) { }
        public ModelNotReadyException(string message, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode) : base(message, errorType, errorCode, requestId, statusCode) { }
        public override RetryableDetails Retryable { get; } = new(throttling: false);
    }

    public partial class ModelStreamErrorException : AmazonBedrockRuntimeException
    {
        public ModelStreamErrorException() { }
        public ModelStreamErrorException(string message) : base(message) { }
        public ModelStreamErrorException(string message, Exception innerException) : base(message, innerException) { }
        public ModelStreamErrorException(Exception innerException) : base(innerException) { }
        public ModelStreamErrorException(string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode) : base(message, innerException, errorType, errorCode, requestId, statusCode) { }
        public ModelStreamErrorException(string message, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode) : base(message, errorType, errorCode, requestId, statusCode) { }
        public string OriginalMessage { get; set; }
        public int? OriginalStatusCode { get; set; }
    }

    public partial class ModelTimeoutException : AmazonBedrockRuntimeException
    {
        public ModelTimeoutException() { }
        public ModelTimeoutException(string message) : base(message) { }
        public ModelTimeoutException(string message, Exception innerException) : base(message, innerException) { }
        public ModelTimeoutException(Exception innerException) : base(innerException) { }
        public ModelTimeoutException(string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode) : base(message, innerException, errorType, errorCode, requestId, statusCode) { }
        public ModelTimeoutException(string message, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode) : base(message, errorType, errorCode, requestId, statusCode) { }
    }

    public partial class ResourceNotFoundException : AmazonBedrockRuntimeException
    {
        public ResourceNotFoundException() { }
        public ResourceNotFoundException(string message) : base(message) { }
        public ResourceNotFoundException(string message, Exception innerException) : base(message, innerException) { }
        public ResourceNotFoundException(Exception innerException) : base(innerException) { }
        public ResourceNotFoundException(string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode) : base(message, innerException, errorType, errorCode, requestId, statusCode) { }
        public ResourceNotFoundException(string message, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode) : base(message, errorType, errorCode, requestId, statusCode) { }
    }

    public partial class ServiceQuotaExceededException : AmazonBedrockRuntimeException
    {
        public ServiceQuotaExceededException() { }
        public ServiceQuotaExceededException(string message) : base(message) { }
        public ServiceQuotaExceededException(string message, Exception innerException) : base(message, innerException) { }
        public ServiceQuotaExceededException(Exception innerException) : base(innerException) { }
        public ServiceQuotaExceededException(string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode) : base(message, innerException, errorType, errorCode, requestId, statusCode) { }
        public ServiceQuotaExceededException(string message, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode) : base(message, errorType, errorCode, requestId, statusCode) { }
    }

    public partial class ServiceUnavailableException : AmazonBedrockRuntimeException
    {
        public ServiceUnavailableException() { }
        public ServiceUnavailableException(string message) : base(message) { }
        public ServiceUnavailableException(string message, Exception innerException) : base(message, innerException) { }
        public ServiceUnavailableException(Exception innerException) : base(innerException) { }
        public ServiceUnavailableException(string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode) : base(message, innerException, errorType, errorCode, requestId, statusCode) { }
        public ServiceUnavailableException(string message, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode) : base(message, errorType, errorCode, requestId, statusCode) { }
    }

    public partial class ThrottlingException : AmazonBedrockRuntimeException
    {
        public ThrottlingException() { }
        public ThrottlingException(string message) : base(message) { }
        public ThrottlingException(string message, Exception innerException) : base(message, innerException) { }
        public ThrottlingException(Exception innerException) : base(innerException) { }
        public ThrottlingException(string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode) : base(message, innerException, errorType, errorCode, requestId, statusCode) { }
        public ThrottlingException(string message, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode) : base(message, errorType, errorCode, requestId, statusCode) { }
    }

    public partial class ValidationException : AmazonBedrockRuntimeException
    {
        public ValidationException() { }
        public ValidationException(string message) : base(message) { }
        public ValidationException(string message, Exception innerException) : base(message, innerException) { }
        public ValidationException(Exception innerException) : base(innerException) { }
        public ValidationException(string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode) : base(message, innerException, errorType, errorCode, requestId, statusCode) { }
        public ValidationException(string message, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode) : base(message, errorType, errorCode, requestId, statusCode) { }
    }
}
