// Written by generate.py: the names that the public packages have beyond those of the stand-ins. Sources here must compile
// beside all of them, so that none becomes ambiguous where the public packages are used. The types are empty.

namespace Amazon.BedrockRuntime
{
    public sealed class AsyncInvokeStatus;

    public sealed class AudioFormat;

    public sealed class CachePointType;

    public sealed class CacheTTL;

    public sealed class DocumentFormat;

    public sealed class GuardrailAction;

    public sealed class GuardrailAutomatedReasoningLogicWarningType;

    public sealed class GuardrailContentFilterConfidence;

    public sealed class GuardrailContentFilterStrength;

    public sealed class GuardrailContentFilterType;

    public sealed class GuardrailContentPolicyAction;

    public sealed class GuardrailContentQualifier;

    public sealed class GuardrailContentSource;

    public sealed class GuardrailContextualGroundingFilterType;

    public sealed class GuardrailContextualGroundingPolicyAction;

    public sealed class GuardrailConverseContentQualifier;

    public sealed class GuardrailConverseImageFormat;

    public sealed class GuardrailImageFormat;

    public sealed class GuardrailManagedWordType;

    public sealed class GuardrailOrigin;

    public sealed class GuardrailOutputScope;

    public sealed class GuardrailOwnership;

    public sealed class GuardrailPiiEntityType;

    public sealed class GuardrailSensitiveInformationPolicyAction;

    public sealed class GuardrailTopicPolicyAction;

    public sealed class GuardrailTopicType;

    public sealed class GuardrailWordPolicyAction;

    public sealed class ImageFormat;

    public sealed class OutputFormatType;

    public sealed class PerformanceConfigLatency;

    public sealed class SortAsyncInvocationBy;

    public sealed class SortOrder;

    public sealed class ToolResultStatus;

    public sealed class ToolUseType;

    public sealed class VideoFormat;
}

namespace Amazon.BedrockRuntime.Model
{
    public sealed class AnyToolChoice;

    public sealed class AppliedGuardrailDetails;

    public sealed class ApplyGuardrailRequest;

    public sealed class ApplyGuardrailResponse;

    public sealed class AsyncInvokeOutputDataConfig;

    public sealed class AsyncInvokeS3OutputDataConfig;

    public sealed class AsyncInvokeSummary;

    public sealed class AudioBlock;

    public sealed class AudioSource;

    public sealed class AutoToolChoice;

    public sealed class BidirectionalInputPayloadPart;

    public sealed class BidirectionalOutputPayloadPart;

    public sealed class CacheDetail;

    public sealed class CachePointBlock;

    public sealed class Citation;

    public sealed class CitationGeneratedContent;

    public sealed class CitationLocation;

    public sealed class CitationSourceContent;

    public sealed class CitationSourceContentDelta;

    public sealed class CitationsConfig;

    public sealed class CitationsContentBlock;

    public sealed class CitationsDelta;

    public sealed class ConflictException;

    public sealed class ContentBlockStart;

    public sealed class ConverseStreamTrace;

    public sealed class ConverseTokensRequest;

    public sealed class ConverseTrace;

    public sealed class CountTokensInput;

    public sealed class CountTokensRequest;

    public sealed class CountTokensResponse;

    public sealed class DocumentBlock;

    public sealed class DocumentCharLocation;

    public sealed class DocumentChunkLocation;

    public sealed class DocumentContentBlock;

    public sealed class DocumentPageLocation;

    public sealed class DocumentSource;

    public sealed class ErrorBlock;

    public sealed class GetAsyncInvokeRequest;

    public sealed class GetAsyncInvokeResponse;

    public sealed class GuardrailAssessment;

    public sealed class GuardrailAutomatedReasoningFinding;

    public sealed class GuardrailAutomatedReasoningImpossibleFinding;

    public sealed class GuardrailAutomatedReasoningInputTextReference;

    public sealed class GuardrailAutomatedReasoningInvalidFinding;

    public sealed class GuardrailAutomatedReasoningLogicWarning;

    public sealed class GuardrailAutomatedReasoningNoTranslationsFinding;

    public sealed class GuardrailAutomatedReasoningPolicyAssessment;

    public sealed class GuardrailAutomatedReasoningRule;

    public sealed class GuardrailAutomatedReasoningSatisfiableFinding;

    public sealed class GuardrailAutomatedReasoningScenario;

    public sealed class GuardrailAutomatedReasoningStatement;

    public sealed class GuardrailAutomatedReasoningTooComplexFinding;

    public sealed class GuardrailAutomatedReasoningTranslation;

    public sealed class GuardrailAutomatedReasoningTranslationAmbiguousFinding;

    public sealed class GuardrailAutomatedReasoningTranslationOption;

    public sealed class GuardrailAutomatedReasoningValidFinding;

    public sealed class GuardrailContentBlock;

    public sealed class GuardrailContentFilter;

    public sealed class GuardrailContentPolicyAssessment;

    public sealed class GuardrailContextualGroundingFilter;

    public sealed class GuardrailContextualGroundingPolicyAssessment;

    public sealed class GuardrailConverseImageBlock;

    public sealed class GuardrailConverseImageSource;

    public sealed class GuardrailCoverage;

    public sealed class GuardrailCustomWord;

    public sealed class GuardrailImageBlock;

    public sealed class GuardrailImageCoverage;

    public sealed class GuardrailImageSource;

    public sealed class GuardrailInvocationMetrics;

    public sealed class GuardrailManagedWord;

    public sealed class GuardrailOutputContent;

    public sealed class GuardrailPiiEntityFilter;

    public sealed class GuardrailRegexFilter;

    public sealed class GuardrailSensitiveInformationPolicyAssessment;

    public sealed class GuardrailTextBlock;

    public sealed class GuardrailTextCharactersCoverage;

    public sealed class GuardrailTopic;

    public sealed class GuardrailTopicPolicyAssessment;

    public sealed class GuardrailTraceAssessment;

    public sealed class GuardrailUsage;

    public sealed class GuardrailWordPolicyAssessment;

    public sealed class ImageBlock;

    public sealed class ImageBlockDelta;

    public sealed class ImageBlockStart;

    public sealed class ImageSource;

    public sealed class InvokeModelTokensRequest;

    public sealed class InvokeModelWithBidirectionalStreamInput;

    public sealed class InvokeModelWithBidirectionalStreamOutput;

    public sealed class InvokeModelWithBidirectionalStreamRequest;

    public sealed class InvokeModelWithBidirectionalStreamResponse;

    public sealed class InvokeModelWithResponseStreamRequest;

    public sealed class InvokeModelWithResponseStreamResponse;

    public sealed class JsonSchemaDefinition;

    public sealed class ListAsyncInvokesRequest;

    public sealed class ListAsyncInvokesResponse;

    public sealed class OutputConfig;

    public sealed class OutputFormat;

    public sealed class OutputFormatStructure;

    public sealed class PayloadPart;

    public sealed class PerformanceConfiguration;

    public sealed class PromptRouterTrace;

    public sealed class PromptVariableValues;

    public sealed class ReasoningContentBlock;

    public sealed class ReasoningContentBlockDelta;

    public sealed class ReasoningTextBlock;

    public sealed class ResponseStream;

    public sealed class S3Location;

    public sealed class SearchResultBlock;

    public sealed class SearchResultContentBlock;

    public sealed class SearchResultLocation;

    public sealed class SpecificToolChoice;

    public sealed class StartAsyncInvokeRequest;

    public sealed class StartAsyncInvokeResponse;

    public sealed class SystemTool;

    public sealed class Tag;

    public sealed class Tool;

    public sealed class ToolChoice;

    public sealed class ToolConfiguration;

    public sealed class ToolInputSchema;

    public sealed class ToolResultBlock;

    public sealed class ToolResultBlockDelta;

    public sealed class ToolResultBlockStart;

    public sealed class ToolResultContentBlock;

    public sealed class ToolSpecification;

    public sealed class ToolUseBlock;

    public sealed class ToolUseBlockDelta;

    public sealed class ToolUseBlockStart;

    public sealed class VideoBlock;

    public sealed class VideoSource;

    public sealed class WebLocation;
}

namespace Amazon.BedrockAgentRuntime
{
    public sealed class ActionGroupSignature;

    public sealed class ActionInvocationType;

    public sealed class AgentCollaboration;

    public sealed class AttributeType;

    public sealed class ConfirmationState;

    public sealed class ConversationRole;

    public sealed class CreationMode;

    public sealed class CustomControlMethod;

    public sealed class ExecutionType;

    public sealed class ExternalSourceType;

    public sealed class FileSourceType;

    public sealed class FileUseCase;

    public sealed class FlowCompletionReason;

    public sealed class FlowControlNodeType;

    public sealed class FlowErrorCode;

    public sealed class FlowExecutionErrorType;

    public sealed class FlowExecutionEventType;

    public sealed class FlowExecutionStatus;

    public sealed class FlowNodeIODataType;

    public sealed class FlowNodeInputCategory;

    public sealed class GeneratedQueryType;

    public sealed class GuardrailAction;

    public sealed class GuardrailContentFilterConfidence;

    public sealed class GuardrailContentFilterType;

    public sealed class GuardrailContentPolicyAction;

    public sealed class GuardrailManagedWordType;

    public sealed class GuardrailPiiEntityType;

    public sealed class GuardrailSensitiveInformationPolicyAction;

    public sealed class GuardrailTopicPolicyAction;

    public sealed class GuardrailTopicType;

    public sealed class GuardrailWordPolicyAction;

    public sealed class ImageFormat;

    public sealed class ImageInputFormat;

    public sealed class InputImageFormat;

    public sealed class InputQueryType;

    public sealed class InvocationType;

    public sealed class KnowledgeBaseQueryType;

    public sealed class MemoryType;

    public sealed class NodeErrorCode;

    public sealed class NodeType;

    public sealed class OrchestrationType;

    public sealed class ParameterType;

    public sealed class PayloadType;

    public sealed class PerformanceConfigLatency;

    public sealed class PromptState;

    public sealed class PromptType;

    public sealed class QueryTransformationMode;

    public sealed class QueryTransformationType;

    public sealed class RelayConversationHistory;

    public sealed class RequireConfirmation;

    public sealed class RerankingMetadataSelectionMode;

    public sealed class ResponseState;

    public sealed class RetrieveAndGenerateType;

    public sealed class SessionStatus;

    public sealed class Source;

    public sealed class TextToSqlConfigurationType;

    public sealed class Type;
}

namespace Amazon.BedrockAgentRuntime.Model
{
    public sealed class APISchema;

    public sealed class ActionGroupExecutor;

    public sealed class ActionGroupInvocationInput;

    public sealed class ActionGroupInvocationOutput;

    public sealed class AgentActionGroup;

    public sealed class AgentCollaboratorInputPayload;

    public sealed class AgentCollaboratorInvocationInput;

    public sealed class AgentCollaboratorInvocationOutput;

    public sealed class AgentCollaboratorOutputPayload;

    public sealed class AnalyzePromptEvent;

    public sealed class ApiInvocationInput;

    public sealed class ApiParameter;

    public sealed class ApiRequestBody;

    public sealed class ApiResult;

    public sealed class Attribution;

    public sealed class BedrockModelConfigurations;

    public sealed class BedrockSessionContentBlock;

    public sealed class ByteContentDoc;

    public sealed class ByteContentFile;

    public sealed class Caller;

    public sealed class Citation;

    public sealed class CitationEvent;

    public sealed class CodeInterpreterInvocationInput;

    public sealed class CodeInterpreterInvocationOutput;

    public sealed class Collaborator;

    public sealed class CollaboratorConfiguration;

    public sealed class ConditionResultEvent;

    public sealed class ContentBlock;

    public sealed class ContentBody;

    public sealed class ConversationHistory;

    public sealed class CreateInvocationRequest;

    public sealed class CreateInvocationResponse;

    public sealed class CreateSessionRequest;

    public sealed class CreateSessionResponse;

    public sealed class CustomOrchestration;

    public sealed class CustomOrchestrationTrace;

    public sealed class CustomOrchestrationTraceEvent;

    public sealed class DeleteAgentMemoryRequest;

    public sealed class DeleteAgentMemoryResponse;

    public sealed class DeleteSessionRequest;

    public sealed class DeleteSessionResponse;

    public sealed class EndSessionRequest;

    public sealed class EndSessionResponse;

    public sealed class ExternalSource;

    public sealed class ExternalSourcesGenerationConfiguration;

    public sealed class ExternalSourcesRetrieveAndGenerateConfiguration;

    public sealed class FailureTrace;

    public sealed class FieldForReranking;

    public sealed class FilePart;

    public sealed class FileSource;

    public sealed class FinalResponse;

    public sealed class FlowCompletionEvent;

    public sealed class FlowExecutionContent;

    public sealed class FlowExecutionError;

    public sealed class FlowExecutionEvent;

    public sealed class FlowExecutionInputEvent;

    public sealed class FlowExecutionOutputEvent;

    public sealed class FlowExecutionSummary;

    public sealed class FlowFailureEvent;

    public sealed class FlowInput;

    public sealed class FlowInputContent;

    public sealed class FlowInputField;

    public sealed class FlowMultiTurnInputContent;

    public sealed class FlowMultiTurnInputRequestEvent;

    public sealed class FlowOutputContent;

    public sealed class FlowOutputEvent;

    public sealed class FlowOutputField;

    public sealed class FlowResponseStream;

    public sealed class FlowTrace;

    public sealed class FlowTraceCondition;

    public sealed class FlowTraceConditionNodeResultEvent;

    public sealed class FlowTraceDependencyEvent;

    public sealed class FlowTraceEvent;

    public sealed class FlowTraceNodeActionEvent;

    public sealed class FlowTraceNodeInputContent;

    public sealed class FlowTraceNodeInputEvent;

    public sealed class FlowTraceNodeInputExecutionChainItem;

    public sealed class FlowTraceNodeInputField;

    public sealed class FlowTraceNodeInputSource;

    public sealed class FlowTraceNodeOutputContent;

    public sealed class FlowTraceNodeOutputEvent;

    public sealed class FlowTraceNodeOutputField;

    public sealed class FlowTraceNodeOutputNext;

    public sealed class FunctionDefinition;

    public sealed class FunctionInvocationInput;

    public sealed class FunctionParameter;

    public sealed class FunctionResult;

    public sealed class FunctionSchema;

    public sealed class GenerateQueryRequest;

    public sealed class GenerateQueryResponse;

    public sealed class GeneratedQuery;

    public sealed class GeneratedResponsePart;

    public sealed class GenerationConfiguration;

    public sealed class GetAgentMemoryRequest;

    public sealed class GetAgentMemoryResponse;

    public sealed class GetExecutionFlowSnapshotRequest;

    public sealed class GetExecutionFlowSnapshotResponse;

    public sealed class GetFlowExecutionRequest;

    public sealed class GetFlowExecutionResponse;

    public sealed class GetInvocationStepRequest;

    public sealed class GetInvocationStepResponse;

    public sealed class GetSessionRequest;

    public sealed class GetSessionResponse;

    public sealed class GuardrailAssessment;

    public sealed class GuardrailConfigurationWithArn;

    public sealed class GuardrailContentFilter;

    public sealed class GuardrailContentPolicyAssessment;

    public sealed class GuardrailCustomWord;

    public sealed class GuardrailEvent;

    public sealed class GuardrailManagedWord;

    public sealed class GuardrailPiiEntityFilter;

    public sealed class GuardrailRegexFilter;

    public sealed class GuardrailSensitiveInformationPolicyAssessment;

    public sealed class GuardrailTopic;

    public sealed class GuardrailTopicPolicyAssessment;

    public sealed class GuardrailTrace;

    public sealed class GuardrailWordPolicyAssessment;

    public sealed class ImageBlock;

    public sealed class ImageInput;

    public sealed class ImageInputSource;

    public sealed class ImageSource;

    public sealed class ImplicitFilterConfiguration;

    public sealed class InferenceConfig;

    public sealed class InferenceConfiguration;

    public sealed class InlineAgentFilePart;

    public sealed class InlineAgentPayloadPart;

    public sealed class InlineAgentResponseStream;

    public sealed class InlineAgentReturnControlPayload;

    public sealed class InlineAgentTracePart;

    public sealed class InlineBedrockModelConfigurations;

    public sealed class InlineSessionState;

    public sealed class InputFile;

    public sealed class InputImage;

    public sealed class InputPrompt;

    public sealed class InvocationInput;

    public sealed class InvocationInputMember;

    public sealed class InvocationResultMember;

    public sealed class InvocationStep;

    public sealed class InvocationStepPayload;

    public sealed class InvocationStepSummary;

    public sealed class InvocationSummary;

    public sealed class InvokeAgentRequest;

    public sealed class InvokeAgentResponse;

    public sealed class InvokeFlowRequest;

    public sealed class InvokeFlowResponse;

    public sealed class InvokeInlineAgentRequest;

    public sealed class InvokeInlineAgentResponse;

    public sealed class KnowledgeBase;

    public sealed class KnowledgeBaseConfiguration;

    public sealed class KnowledgeBaseLookupInput;

    public sealed class KnowledgeBaseLookupOutput;

    public sealed class KnowledgeBaseRetrieveAndGenerateConfiguration;

    public sealed class ListFlowExecutionEventsRequest;

    public sealed class ListFlowExecutionEventsResponse;

    public sealed class ListFlowExecutionsRequest;

    public sealed class ListFlowExecutionsResponse;

    public sealed class ListInvocationStepsRequest;

    public sealed class ListInvocationStepsResponse;

    public sealed class ListInvocationsRequest;

    public sealed class ListInvocationsResponse;

    public sealed class ListSessionsRequest;

    public sealed class ListSessionsResponse;

    public sealed class ListTagsForResourceRequest;

    public sealed class ListTagsForResourceResponse;

    public sealed class Memory;

    public sealed class MemorySessionSummary;

    public sealed class Message;

    public sealed class Metadata;

    public sealed class MetadataAttributeSchema;

    public sealed class MetadataConfigurationForReranking;

    public sealed class ModelInvocationInput;

    public sealed class ModelNotReadyException;

    public sealed class ModelPerformanceConfiguration;

    public sealed class NodeActionEvent;

    public sealed class NodeDependencyEvent;

    public sealed class NodeExecutionContent;

    public sealed class NodeFailureEvent;

    public sealed class NodeInputEvent;

    public sealed class NodeInputExecutionChainItem;

    public sealed class NodeInputField;

    public sealed class NodeInputSource;

    public sealed class NodeOutputEvent;

    public sealed class NodeOutputField;

    public sealed class NodeOutputNext;

    public sealed class NodeTraceElements;

    public sealed class Observation;

    public sealed class OptimizePromptRequest;

    public sealed class OptimizePromptResponse;

    public sealed class OptimizedPrompt;

    public sealed class OptimizedPromptEvent;

    public sealed class OptimizedPromptStream;

    public sealed class OrchestrationConfiguration;

    public sealed class OrchestrationExecutor;

    public sealed class OrchestrationModelInvocationOutput;

    public sealed class OrchestrationTrace;

    public sealed class OutputFile;

    public sealed class Parameter;

    public sealed class ParameterDetail;

    public sealed class PayloadPart;

    public sealed class PerformanceConfiguration;

    public sealed class PostProcessingModelInvocationOutput;

    public sealed class PostProcessingParsedResponse;

    public sealed class PostProcessingTrace;

    public sealed class PreProcessingModelInvocationOutput;

    public sealed class PreProcessingParsedResponse;

    public sealed class PreProcessingTrace;

    public sealed class PromptConfiguration;

    public sealed class PromptCreationConfigurations;

    public sealed class PromptOverrideConfiguration;

    public sealed class PromptTemplate;

    public sealed class PropertyParameters;

    public sealed class PutInvocationStepRequest;

    public sealed class PutInvocationStepResponse;

    public sealed class QueryGenerationInput;

    public sealed class QueryTransformationConfiguration;

    public sealed class Rationale;

    public sealed class RawResponse;

    public sealed class ReasoningContentBlock;

    public sealed class ReasoningTextBlock;

    public sealed class RepromptResponse;

    public sealed class RequestBody;

    public sealed class RerankingMetadataSelectiveModeConfiguration;

    public sealed class ResponseStream;

    public sealed class RetrieveAndGenerateConfiguration;

    public sealed class RetrieveAndGenerateInput;

    public sealed class RetrieveAndGenerateOutput;

    public sealed class RetrieveAndGenerateOutputEvent;

    public sealed class RetrieveAndGenerateRequest;

    public sealed class RetrieveAndGenerateResponse;

    public sealed class RetrieveAndGenerateSessionConfiguration;

    public sealed class RetrieveAndGenerateStreamRequest;

    public sealed class RetrieveAndGenerateStreamResponse;

    public sealed class RetrieveAndGenerateStreamResponseOutput;

    public sealed class RetrievedReference;

    public sealed class ReturnControlPayload;

    public sealed class ReturnControlResults;

    public sealed class RoutingClassifierModelInvocationOutput;

    public sealed class RoutingClassifierTrace;

    public sealed class S3Identifier;

    public sealed class S3Location;

    public sealed class S3ObjectDoc;

    public sealed class S3ObjectFile;

    public sealed class SatisfiedCondition;

    public sealed class SessionState;

    public sealed class SessionSummary;

    public sealed class Span;

    public sealed class StartFlowExecutionRequest;

    public sealed class StartFlowExecutionResponse;

    public sealed class StopFlowExecutionRequest;

    public sealed class StopFlowExecutionResponse;

    public sealed class StreamingConfigurations;

    public sealed class TagResourceRequest;

    public sealed class TagResourceResponse;

    public sealed class TextInferenceConfig;

    public sealed class TextPrompt;

    public sealed class TextResponsePart;

    public sealed class TextToSqlConfiguration;

    public sealed class TextToSqlKnowledgeBaseConfiguration;

    public sealed class Trace;

    public sealed class TraceElements;

    public sealed class TracePart;

    public sealed class TransformationConfiguration;

    public sealed class UntagResourceRequest;

    public sealed class UntagResourceResponse;

    public sealed class UpdateSessionRequest;

    public sealed class UpdateSessionResponse;

    public sealed class Usage;
}
