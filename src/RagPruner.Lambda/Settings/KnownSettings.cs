namespace RagPruner.Lambda.Settings;

/// <summary>Every setting there is. The table in docs/settings.md is checked against this list.</summary>
internal static class KnownSettings
{
    public static readonly Setting KnowledgeBaseId = new("RAGPRUNER_KNOWLEDGE_BASE_ID", null, "10 letters and digits",
        "The knowledge base; without one every request must bring `documents`.");
    public static readonly Setting KnowledgeBaseKind = new("RAGPRUNER_KNOWLEDGE_BASE_KIND", "custom", "`custom` or `managed`",
        "Who runs its store: you, or Bedrock. Each kind refuses the other's requests.");
    public static readonly Setting SearchType = new("RAGPRUNER_SEARCH_TYPE", null, "`HYBRID` or `SEMANTIC`",
        "How a custom one searches; unset leaves the choice to the knowledge base.");
    public static readonly Setting Rerank = new("RAGPRUNER_RERANK", "none", "`none`, `in-retrieve`, `separate` or `managed`",
        "Whether, and by which call, results are reranked; `managed` by what a managed knowledge base has for it.");
    public static readonly Setting RerankModel = new("RAGPRUNER_RERANK_MODEL", null, "ARN", "The reranking model; required with `in-retrieve` and `separate`.");

    public static readonly Setting DraftModel = new("RAGPRUNER_DRAFT_MODEL", null,
        "an imported model's ARN, the id or ARN of a hosted model or inference profile, or `local-draft`",
        "Writes the drafts; `local-draft` is the local Bedrock's.", Parts.Drafter);
    public static readonly Setting DraftFormat = new("RAGPRUNER_DRAFT_FORMAT", "auto",
        "`auto`, `native`, `openai-completion`, `openai-chat` or `hosted`",
        "`auto` speaks `openai-completion` to an imported model, which gives question log probabilities too, and to any other as `hosted`, by Converse, " +
        "and learns from the first replies whether it returns log probabilities; `hosted` takes them for granted.");
    public static readonly Setting DraftBegunTurn = new("RAGPRUNER_DRAFT_BEGUN_TURN", "no", "`no` or `yes`",
        "Whether a hosted model goes on with an assistant's message that the request begins (`ragpruner probe` finds out).");
    public static readonly Setting DraftServiceTier = new("RAGPRUNER_DRAFT_SERVICE_TIER", null, "`default`, `flex`, `priority` or `reserved`",
        "The service tier of its calls.");
    public static readonly Setting DraftTemplate = new("RAGPRUNER_DRAFT_TEMPLATE", "chatml", "`chatml`, `llama3`, `mistral` or `qwen`",
        "How its turns are written.");
    public static readonly Setting DraftEndTokenIds = new("RAGPRUNER_DRAFT_END_TOKEN_IDS", null, "numbers, comma-separated",
        "Tokens that end a text, for replies with token ids only: they are left out of means.");
    public static readonly Setting DraftTemplateTailTokens = new("RAGPRUNER_DRAFT_TEMPLATE_TAIL_TOKENS", "8", "0 to 100",
        "How many tokens the template adds after the question, for replies with token ids only.");
    public static readonly Setting DraftMaxTokens = new("RAGPRUNER_DRAFT_MAX_TOKENS", "24", "1 to 64", "The longest draft.");
    public static readonly Setting DraftConcurrency = new("RAGPRUNER_DRAFT_CONCURRENCY", "4", "1 to 25",
        "Drafts at once within a request. More may start another copy of the imported model, which is billed by itself.");

    public static readonly Setting DraftHedging = new("RAGPRUNER_DRAFT_HEDGING", "auto", "`auto`, `on` or `off`",
        "Whether a second attempt is made beside a draft that is slower than 95 of 100; `auto` not with an imported model, where it may start another copy.");
    public static readonly Setting StragglerShare = new("RAGPRUNER_STRAGGLER_SHARE", "0.2", "above 0, at most 1",
        "The share of the deadline for which the last drafts are waited for once enough are there; only with `threshold` and `coverage`.");

    public static readonly Setting FinalModel = new("RAGPRUNER_FINAL_MODEL", null, "model id or ARN",
        "Writes the answer, by Converse; an imported model's ARN by InvokeModel.", Parts.Generator);
    public static readonly Setting FinalFormat = new("RAGPRUNER_FINAL_FORMAT", "openai-completion", "`native`, `openai-completion` or `openai-chat`",
        "The body format of an imported final model.");
    public static readonly Setting FinalTemplate = new("RAGPRUNER_FINAL_TEMPLATE", "chatml", "`chatml`, `llama3`, `mistral` or `qwen`",
        "How the turns of an imported final model are written.");
    public static readonly Setting FinalServiceTier = new("RAGPRUNER_FINAL_SERVICE_TIER", null, "`default`, `flex`, `priority` or `reserved`",
        "The service tier of its calls.");
    public static readonly Setting FinalMaxTokens = new("RAGPRUNER_FINAL_MAX_TOKENS", "512", "1 to 8192", "The longest answer. Bedrock reserves quota by it.");

    public static readonly Setting GuardrailId = new("RAGPRUNER_GUARDRAIL_ID", null, "identifier", "A guardrail for questions and answers.");
    public static readonly Setting GuardrailVersion = new("RAGPRUNER_GUARDRAIL_VERSION", null, "`DRAFT` or a number",
        "Its version; required with the guardrail.");

    public static readonly Setting TenantMode = new("RAGPRUNER_TENANT_MODE", "single", "`single` or `claim`",
        "Where the tenant comes from: this configuration, or the verified claims of each request.");
    public static readonly Setting Tenant = new("RAGPRUNER_TENANT", null, "text",
        "The one tenant, with the mode `single`; unset means that there are no tenants.");
    public static readonly Setting TenantKey = new("RAGPRUNER_TENANT_KEY", "tenant", "text", "The metadata key that says whose a context is.");
    public static readonly Setting TenantClaim = new("RAGPRUNER_TENANT_CLAIM", "custom:tenant", "text",
        "The claim that says whose a request is, with the mode `claim`.");

    public static readonly Setting MaxQuestionLength = new("RAGPRUNER_MAX_QUESTION_LENGTH", "1000", "1 to 20000", "The longest question, in UTF-16 units.");
    public static readonly Setting MaxContextTokens = new("RAGPRUNER_MAX_CONTEXT_TOKENS", "4000", "1 to 100000",
        "The longest context, in estimated tokens; a longer one stays unscored.");
    public static readonly Setting MaxDocumentBytes = new("RAGPRUNER_MAX_DOCUMENT_BYTES", "1048576", "65536 to 4194304",
        "The longest body with documents or evidence, in bytes; one without has at most 65,536.");
    public static readonly Setting DeadlineMs = new("RAGPRUNER_DEADLINE_MS", "20000", "1000 to 900000",
        "The deadline of a request that names none, and the longest that it may name.");

    public static readonly Setting ResponseStreaming = new("RAGPRUNER_RESPONSE_STREAMING", "disabled", "`disabled` or `enabled`",
        "Whether the REST API takes replies of `/v1/answer` while they are written; set by the template's `ResponseStreaming` together with the API.");

    public static readonly Setting TrustKey = new("RAGPRUNER_TRUST_KEY", null, "text",
        "The metadata key that says how far a source is trusted, a number of at least 0 (1 where there is none): it weighs votes and breaks ties " +
        "between sources that contradict each other.");

    public static readonly Setting Profile = new("RAGPRUNER_PROFILE", null, "path",
        "A profile that `ragpruner calibrate` wrote, packaged with the function: its blend, the cut of `coverage`, confidence and action.");

    public static readonly Setting DraftInputPrice = new("RAGPRUNER_DRAFT_INPUT_USD_PER_MILLION", "0", "number", "Price of the draft model's input tokens.");
    public static readonly Setting DraftOutputPrice = new("RAGPRUNER_DRAFT_OUTPUT_USD_PER_MILLION", "0", "number", "Price of its output tokens.");
    public static readonly Setting DraftCallPrice = new("RAGPRUNER_DRAFT_USD_PER_CALL", "0", "number",
        "Price of one drafting call, whatever its length.");
    public static readonly Setting DraftWindowPrice = new("RAGPRUNER_DRAFT_USD_PER_WINDOW", "0", "number",
        "Price of a five-minute window of an imported model's copy; shared by the calls expected in it, which is an estimate.");
    public static readonly Setting DraftCallsPerWindow = new("RAGPRUNER_DRAFT_CALLS_PER_WINDOW", "0", "0 to 1000000",
        "How many drafting calls are expected in a window; required with its price.");
    public static readonly Setting FinalInputPrice = new("RAGPRUNER_FINAL_INPUT_USD_PER_MILLION", "0", "number", "Price of the final model's input tokens.");
    public static readonly Setting FinalOutputPrice = new("RAGPRUNER_FINAL_OUTPUT_USD_PER_MILLION", "0", "number", "Price of its output tokens.");

    public static readonly Setting FinalCacheReadPrice = new("RAGPRUNER_FINAL_CACHE_READ_USD_PER_MILLION", null, "number",
        "Price of the input tokens that it reads from its cache; unset for the same as any other.");
    public static readonly Setting FinalCacheWritePrice = new("RAGPRUNER_FINAL_CACHE_WRITE_USD_PER_MILLION", null, "number",
        "Price of the input tokens that it writes to its cache; unset for the same as any other.");
    public static readonly Setting FinalCachedShare = new("RAGPRUNER_FINAL_CACHED_SHARE", "0", "0 to 1",
        "The share of a final prompt that would be read from the cache if nothing were pruned: `savedUsd` compares with it.");

    public static readonly Setting FinishedItemsBucket = new("RAGPRUNER_FINISHED_ITEMS_BUCKET", null, "the name of an S3 bucket",
        "Where the batch function keeps what it has finished of a job (`finished/`), so that a job started again does not pay twice; unset keeps nothing.");

    public static readonly Setting MetricsNamespace = new("RAGPRUNER_METRICS_NAMESPACE", "RagPruner", "text", "The CloudWatch namespace of the metrics.");

    public static IReadOnlyList<Setting> All { get; } =
    [
        KnowledgeBaseId, KnowledgeBaseKind, SearchType, Rerank, RerankModel,
        DraftModel, DraftFormat, DraftBegunTurn, DraftServiceTier, DraftTemplate, DraftEndTokenIds, DraftTemplateTailTokens, DraftMaxTokens, DraftConcurrency,
        DraftHedging, StragglerShare,
        FinalModel, FinalFormat, FinalTemplate, FinalServiceTier, FinalMaxTokens,
        GuardrailId, GuardrailVersion,
        TenantMode, Tenant, TenantKey, TenantClaim,
        MaxQuestionLength, MaxContextTokens, MaxDocumentBytes, DeadlineMs, ResponseStreaming,
        TrustKey,
        Profile,
        DraftInputPrice, DraftOutputPrice, DraftCallPrice, DraftWindowPrice, DraftCallsPerWindow,
        FinalInputPrice, FinalOutputPrice, FinalCacheReadPrice, FinalCacheWritePrice, FinalCachedShare,
        FinishedItemsBucket,
        MetricsNamespace,
    ];
}
