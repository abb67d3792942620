using Amazon.Runtime;

namespace Amazon.BedrockRuntime;

public class ConversationRole : ConstantClass
{
    public static readonly ConversationRole Assistant = new("assistant");
    public static readonly ConversationRole User = new("user");

    public ConversationRole(string value) : base(value) { }

    public static ConversationRole FindValue(string value) => FindValue<ConversationRole>(value);

    public static implicit operator ConversationRole(string value) => FindValue(value);
}

public class StopReason : ConstantClass
{
    public static readonly StopReason Content_filtered = new("content_filtered");
    public static readonly StopReason End_turn = new("end_turn");
    public static readonly StopReason Guardrail_intervened = new("guardrail_intervened");
    public static readonly StopReason Malformed_model_output = new("malformed_model_output");
    public static readonly StopReason Malformed_tool_use = new("malformed_tool_use");
    public static readonly StopReason Max_tokens = new("max_tokens");
    public static readonly StopReason Model_context_window_exceeded = new("model_context_window_exceeded");
    public static readonly StopReason Stop_sequence = new("stop_sequence");
    public static readonly StopReason Tool_use = new("tool_use");

    public StopReason(string value) : base(value) { }

    public static StopReason FindValue(string value) => FindValue<StopReason>(value);

    public static implicit operator StopReason(string value) => FindValue(value);
}

public class Trace : ConstantClass
{
    public static readonly Trace DISABLED = new("DISABLED");
    public static readonly Trace ENABLED = new("ENABLED");
    public static readonly Trace ENABLED_FULL = new("ENABLED_FULL");

    public Trace(string value) : base(value) { }

    public static Trace FindValue(string value) => FindValue<Trace>(value);

    public static implicit operator Trace(string value) => FindValue(value);
}

public class GuardrailTrace : ConstantClass
{
    public static readonly GuardrailTrace Disabled = new("disabled");
    public static readonly GuardrailTrace Enabled = new("enabled");
    public static readonly GuardrailTrace Enabled_full = new("enabled_full");

    public GuardrailTrace(string value) : base(value) { }

    public static GuardrailTrace FindValue(string value) => FindValue<GuardrailTrace>(value);

    public static implicit operator GuardrailTrace(string value) => FindValue(value);
}

public class GuardrailStreamProcessingMode : ConstantClass
{
    public static readonly GuardrailStreamProcessingMode Async = new("async");
    public static readonly GuardrailStreamProcessingMode Sync = new("sync");

    public GuardrailStreamProcessingMode(string value) : base(value) { }

    public static GuardrailStreamProcessingMode FindValue(string value) => FindValue<GuardrailStreamProcessingMode>(value);

    public static implicit operator GuardrailStreamProcessingMode(string value) => FindValue(value);
}

public class ServiceTierType : ConstantClass
{
    public static readonly ServiceTierType Default = new("default");
    public static readonly ServiceTierType Flex = new("flex");
    public static readonly ServiceTierType Priority = new("priority");
    public static readonly ServiceTierType Reserved = new("reserved");

    public ServiceTierType(string value) : base(value) { }

    public static ServiceTierType FindValue(string value) => FindValue<ServiceTierType>(value);

    public static implicit operator ServiceTierType(string value) => FindValue(value);
}
