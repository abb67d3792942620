using RagPruner.Accounting;
using RagPruner.Bedrock;
using RagPruner.Bedrock.KnowledgeBases;
using RagPruner.Bedrock.Models;
using RagPruner.Contexts;
using RagPruner.Errors;
using RagPruner.Lambda.Hosting;
using RagPruner.Lambda.Settings;
using RagPruner.Lambda.Tests.Support;

namespace RagPruner.Lambda.Tests;

public sealed class SettingsTests
{
    private static readonly Dictionary<string, string> s_required = new(StringComparer.Ordinal)
    {
        ["RAGPRUNER_KNOWLEDGE_BASE_ID"] = "KB12345678",
        ["RAGPRUNER_DRAFT_MODEL"] = "local-draft",
        ["RAGPRUNER_FINAL_MODEL"] = "final",
    };

    [Fact]
    public void All_problems_are_listed_by_name_and_no_value_is_told()
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["RAGPRUNER_DRAFT_MAX_TOKENS"] = "secret-1",
            ["RAGPRUNER_DEADLINE_MS"] = "999",
            ["RAGPRUNER_DRAFT_FORMAT"] = "secret-2",
            ["RAGPRUNER_GUARDRAIL_ID"] = "secret-3",
            ["RAGPRUNER_RERANK"] = "separate",
            ["RAGPRUNER_TENANT_MODE"] = "claim",
            ["RAGPRUNER_TENANT"] = "secret-4",
            ["RAGPRUNER_FINAL_INPUT_USD_PER_MILLION"] = "-1",
            ["RAGPRUNER_DRAFT_END_TOKEN_IDS"] = "1,x",
            ["RAGPRUNER_SEARCH_TYPE"] = "BOTH",
            ["RAGPRUNER_DRAFT_MODELL"] = "secret-5",
            ["OTHER"] = "not ours",
        };
        Should.Throw<PrunerMisconfigured>(() => FunctionSettings.Read(environment, Parts.All)).Message.ShouldBe(
            "Settings: RAGPRUNER_DEADLINE_MS must be a whole number from 1000 to 900000; RAGPRUNER_DRAFT_END_TOKEN_IDS must be numbers, comma-separated; "
            + "RAGPRUNER_DRAFT_FORMAT must be auto, native, openai-completion, openai-chat or hosted; RAGPRUNER_DRAFT_MAX_TOKENS must be a whole number from 1 to 64; RAGPRUNER_DRAFT_MODEL is missing; "
            + "RAGPRUNER_DRAFT_MODELL is not a setting; RAGPRUNER_FINAL_INPUT_USD_PER_MILLION must be a number of US dollars of at least 0; RAGPRUNER_FINAL_MODEL is missing; "
            + "RAGPRUNER_GUARDRAIL_VERSION is missing: a guardrail has an id and a version; RAGPRUNER_KNOWLEDGE_BASE_ID is missing, and RAGPRUNER_RERANK asks for it; RAGPRUNER_RERANK_MODEL is missing, and RAGPRUNER_RERANK asks for it; "
            + "RAGPRUNER_SEARCH_TYPE must be HYBRID or SEMANTIC; RAGPRUNER_TENANT must be unset where RAGPRUNER_TENANT_MODE is claim.");
    }

    [Fact]
    public void A_function_needs_the_settings_of_its_parts_only()
    {
        var none = new Dictionary<string, string>(StringComparer.Ordinal);
        FunctionSettings.Read(none, Parts.None).Pruner.MaxDraftTokens.ShouldBe(24);
        Should.Throw<PrunerMisconfigured>(() => FunctionSettings.Read(none, Parts.Generator)).Message.ShouldBe("Settings: RAGPRUNER_FINAL_MODEL is missing.");
    }

    [Fact]
    public void An_empty_variable_is_an_unset_one() =>
        FunctionSettings.Read(new Dictionary<string, string>(s_required, StringComparer.Ordinal) { ["RAGPRUNER_TENANT"] = "", ["RAGPRUNER_DRAFT_MAX_TOKENS"] = " " }, Parts.All)
            .ShouldSatisfyAllConditions(s => s.Tenant.ShouldBeNull(), s => s.Pruner.MaxDraftTokens.ShouldBe(24));

    [Fact]
    public void Every_setting_reaches_what_it_sets()
    {
        var settings = FunctionSettings.Read(
            new Dictionary<string, string>(s_required, StringComparer.Ordinal)
            {
                ["RAGPRUNER_FINAL_MODEL"] = "arn:aws:bedrock:us-east-1:1:imported-model/x",
                ["RAGPRUNER_FINAL_FORMAT"] = "openai-chat",
                ["RAGPRUNER_FINAL_MAX_TOKENS"] = "100",
                ["RAGPRUNER_DRAFT_TEMPLATE"] = "llama3",
                ["RAGPRUNER_DRAFT_END_TOKEN_IDS"] = "2, 128001",
                ["RAGPRUNER_RERANK"] = "in-retrieve",
                ["RAGPRUNER_RERANK_MODEL"] = "arn:rerank",
                ["RAGPRUNER_SEARCH_TYPE"] = "HYBRID",
                ["RAGPRUNER_GUARDRAIL_ID"] = "g",
                ["RAGPRUNER_GUARDRAIL_VERSION"] = "3",
                ["RAGPRUNER_TENANT"] = "t",
                ["RAGPRUNER_DRAFT_USD_PER_WINDOW"] = "0.5",
                ["RAGPRUNER_DRAFT_CALLS_PER_WINDOW"] = "250",
                ["RAGPRUNER_FINAL_INPUT_USD_PER_MILLION"] = "3",
                ["RAGPRUNER_FINAL_CACHE_READ_USD_PER_MILLION"] = "0.3",
                ["RAGPRUNER_FINAL_CACHE_WRITE_USD_PER_MILLION"] = "3.75",
                ["RAGPRUNER_FINAL_CACHED_SHARE"] = "0.8",
                ["RAGPRUNER_FINAL_SERVICE_TIER"] = "flex",
                ["RAGPRUNER_DRAFT_CONCURRENCY"] = "9",
            },
            Parts.All);
        settings.FinalModel.Imported!.Format.ShouldBe(BodyFormat.OpenAiChat);
        settings.FinalMaxTokens.ShouldBe(100);
        settings.DraftModel.Imported!.Template.ShouldBe(ChatTemplate.Llama3);
        settings.DraftModel.Imported.EndTokenIds.ShouldBe(["2", "128001"]);
        settings.KnowledgeBase.ShouldBe(new KnowledgeBaseOptions { KnowledgeBaseId = "KB12345678", SearchType = "HYBRID", Rerank = RerankMode.InRetrieve, RerankModelArn = "arn:rerank", KindSource = "RAGPRUNER_KNOWLEDGE_BASE_KIND", Guardrail = new GuardrailSettings("g", "3") });
        settings.Tenant.ShouldBe(new TenantClause("tenant", "t"));
        settings.Pruner.DraftPrice.UsdPerCall.ShouldBe(0.002);
        settings.Pruner.FinalPrice.ShouldBe(new ModelPrice(3, 0) { CacheReadUsdPerMillion = 0.3, CacheWriteUsdPerMillion = 3.75 });
        settings.Pruner.CachedShareWithoutPruning.ShouldBe(0.8);
        settings.FinalModel.Imported.ServiceTier.ShouldBe("flex");
        settings.Pruner.MaxConcurrentDrafts.ShouldBe(9);
    }

    [Theory]
    [InlineData("google.gemma-3-27b-it")]
    [InlineData("us.anthropic.claude-3-5-haiku-20241022-v1:0")]
    [InlineData("deepseek.v3.2")]
    [InlineData("arn:aws:bedrock:us-east-1::foundation-model/google.gemma-3-4b-it")]
    [InlineData("arn:aws-us-gov:bedrock:us-gov-west-1:123456789012:inference-profile/us.amazon.nova-lite-v1:0")]
    [InlineData("arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/a1b2c3d4e5f6")]
    [InlineData("local-hosted")]
    public void A_hosted_drafting_model_speaks_converse_and_is_learned_about_unless_it_is_fixed(string model)
    {
        FunctionSettings Of(params (string Name, string Value)[] settings)
        {
            var environment = new Dictionary<string, string>(s_required, StringComparer.Ordinal) { ["RAGPRUNER_DRAFT_MODEL"] = model };
            foreach (var (name, value) in settings)
                environment[name] = value;
            return FunctionSettings.Read(environment, Parts.All);
        }

        Of().DraftModel.Hosted.ShouldBe(new ConverseOptions { ModelId = model, Logprobs = LogprobSupport.Unknown });
        Of(("RAGPRUNER_DRAFT_FORMAT", "hosted"), ("RAGPRUNER_DRAFT_BEGUN_TURN", "yes"), ("RAGPRUNER_DRAFT_SERVICE_TIER", "flex")).DraftModel.Hosted
            .ShouldBe(new ConverseOptions { ModelId = model, Logprobs = LogprobSupport.Yes, BegunTurns = true, ServiceTier = "flex" });
        Should.Throw<PrunerMisconfigured>(() => Of(("RAGPRUNER_DRAFT_FORMAT", "native"))).Message
            .ShouldBe("Settings: RAGPRUNER_DRAFT_FORMAT must be auto or hosted for a model that is not imported.");
    }

    [Theory]
    [InlineData("RAGPRUNER_DRAFT_FORMAT", "hosted", "RAGPRUNER_DRAFT_FORMAT must not be hosted for an imported model")]
    [InlineData("RAGPRUNER_RERANK", "managed", "RAGPRUNER_RERANK must not be managed where RAGPRUNER_KNOWLEDGE_BASE_KIND is custom")]
    [InlineData("RAGPRUNER_DRAFT_USD_PER_WINDOW", "0.57", "RAGPRUNER_DRAFT_CALLS_PER_WINDOW is missing, and RAGPRUNER_DRAFT_USD_PER_WINDOW asks for it")]
    [InlineData("RAGPRUNER_FINAL_CACHED_SHARE", "1.1", "RAGPRUNER_FINAL_CACHED_SHARE must be from 0 to 1")]
    [InlineData("RAGPRUNER_FINAL_SERVICE_TIER", "batch", "RAGPRUNER_FINAL_SERVICE_TIER must be default, flex, priority or reserved")]
    [InlineData("RAGPRUNER_FINAL_CACHE_READ_USD_PER_MILLION", "-1", "RAGPRUNER_FINAL_CACHE_READ_USD_PER_MILLION must be a number of US dollars of at least 0")]
    public void Settings_that_contradict_each_other_are_refused_by_name(string setting, string value, string problem) =>
        Should.Throw<PrunerMisconfigured>(() =>
            FunctionSettings.Read(new Dictionary<string, string>(s_required, StringComparer.Ordinal) { [setting] = value }, Parts.All)).Message.ShouldBe($"Settings: {problem}.");

    [Fact]
    public void A_managed_knowledge_base_needs_no_rerank_model_for_its_own_reranking_and_has_no_search_type()
    {
        var environment = new Dictionary<string, string>(s_required, StringComparer.Ordinal)
        {
            ["RAGPRUNER_KNOWLEDGE_BASE_ID"] = "KB12345678",
            ["RAGPRUNER_KNOWLEDGE_BASE_KIND"] = "managed",
            ["RAGPRUNER_RERANK"] = "managed",
        };
        var managed = FunctionSettings.Read(environment, Parts.All).KnowledgeBase!;
        (managed.Kind, managed.Rerank).ShouldBe((KnowledgeBaseKind.Managed, RerankMode.Managed));
        environment["RAGPRUNER_SEARCH_TYPE"] = "HYBRID";
        Should.Throw<PrunerMisconfigured>(() => FunctionSettings.Read(environment, Parts.All)).Message
            .ShouldBe("Settings: RAGPRUNER_SEARCH_TYPE must be unset where RAGPRUNER_KNOWLEDGE_BASE_KIND is managed.");
    }

    [Fact]
    public async Task With_wrong_settings_a_function_starts_and_every_request_fails_under_its_name()
    {
        var log = new TestHost();
        var host = FunctionHost.Create(Parts.All, new Dictionary<string, string>(StringComparer.Ordinal), () => throw new InvalidOperationException("connected"), log, TimeProvider.System);
        log.Records.Single().ShouldContain("RAGPRUNER_FINAL_MODEL is missing");
        var context = new Amazon.Lambda.TestUtilities.TestLambdaContext { AwsRequestId = "r", RemainingTime = TimeSpan.FromSeconds(20) };
        var answer = FunctionCatalog.All.Single(f => f.Name == "Answer").Create(host);
        await Should.ThrowAsync<PrunerMisconfigured>(() => answer.HandleAsync(new MemoryStream("""{"question":"q"}"""u8.ToArray()), context));
        var api = FunctionCatalog.All.Single(f => f.Name == "Api").Create(host);
        using var reply = new StreamReader(await api.HandleAsync(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(TestHost.Event("api-rest-answer"))), context));
        TestHost.Parse(await reply.ReadToEndAsync(CancellationToken.None)).GetProperty("statusCode").GetInt32().ShouldBe(500);
    }

    [Theory]
    [InlineData("RAGPRUNER_KNOWLEDGE_BASE_ID", "KB1234567", "10 letters and digits")]
    [InlineData("RAGPRUNER_KNOWLEDGE_BASE_ID", "arn:aws:bedrock:us-east-1:123456789012:knowledge-base/KB12345678", "10 letters and digits")]
    [InlineData("RAGPRUNER_DRAFT_MODEL", "arn:aws:bedrock:us-east-1:123456789012:imported-model/", "an imported model's ARN, the id or ARN of a hosted model or inference profile, or local-draft")]
    [InlineData("RAGPRUNER_DRAFT_MODEL", "arn:aws:bedrock:us-east-1:123456789012:agent/x", "an imported model's ARN, the id or ARN of a hosted model or inference profile, or local-draft")]
    [InlineData("RAGPRUNER_DRAFT_MODEL", "imported", "an imported model's ARN, the id or ARN of a hosted model or inference profile, or local-draft")]
    [InlineData("RAGPRUNER_DRAFT_MODEL", "a model.with spaces", "an imported model's ARN, the id or ARN of a hosted model or inference profile, or local-draft")]
    public void An_id_of_another_form_than_documented_is_refused(string setting, string value, string form)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["RAGPRUNER_KNOWLEDGE_BASE_ID"] = "KB12345678",
            ["RAGPRUNER_DRAFT_MODEL"] = "arn:aws:bedrock:us-east-1:123456789012:imported-model/abc123def456",
            ["RAGPRUNER_FINAL_MODEL"] = "f",
        };
        FunctionSettings.Read(environment, Parts.All).DraftModel.ModelId.ShouldEndWith("abc123def456");
        environment[setting] = value;
        Should.Throw<PrunerMisconfigured>(() => FunctionSettings.Read(environment, Parts.All)).Message.ShouldBe($"Settings: {setting} must be {form}.");
    }

    [Fact]
    public async Task Where_everything_fails_over_its_settings_the_stacks_own_alarms_see_it()
    {
        var log = new TestHost();
        var environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["RAGPRUNER_METRICS_NAMESPACE"] = "Stack-1" };
        var host = FunctionHost.Create(Parts.All, environment, static () => throw new InvalidOperationException(), log, TimeProvider.System);
        var context = new Amazon.Lambda.TestUtilities.TestLambdaContext { AwsRequestId = "r", RemainingTime = TimeSpan.FromSeconds(20) };
        await Should.ThrowAsync<PrunerMisconfigured>(() => FunctionCatalog.All.Single(f => f.Name == "Answer").Create(host).HandleAsync(new MemoryStream("""{"question":"q"}"""u8.ToArray()), context));
        log.Records[^1].ShouldContain("\"Namespace\":\"Stack-1\"");
        log.Records[^1].ShouldContain("\"Errors\":1");
    }

    [Fact]
    public void The_table_in_the_docs_is_the_list_in_the_code()
    {
        var rows = File.ReadAllLines(Path.Combine(Repository.Root, "docs", "settings.md")).Where(l => l.StartsWith("| `RAGPRUNER_", StringComparison.Ordinal));
        var expected = KnownSettings.All.Select(s => $"| `{s.Name}` | {(s.RequiredBy != Parts.None ? "**required**" : s.Default is null ? "" : $"`{s.Default}`")} | {s.Form} | {s.Meaning} |");
        string.Join('\n', rows).ShouldBe(string.Join('\n', expected));
    }

    [Fact]
    public async Task The_warm_up_before_a_snapshot_runs_without_a_service() => await Warmup.RunAsync();
}
