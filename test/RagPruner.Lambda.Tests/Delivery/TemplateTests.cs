using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using RagPruner.Lambda.Api;
using RagPruner.Lambda.Hosting;
using RagPruner.Lambda.Settings;

namespace RagPruner.Lambda.Tests.Delivery;

/// <summary>template.yaml against the code, and the gate that every deployment has to pass.</summary>
public sealed partial class TemplateTests
{
    private static readonly (string Name, JsonObject Properties)[] s_functions = [.. SamTemplate.OfType("AWS::Serverless::Function")];

    // What one call of an operation needs; Converse is authorized as InvokeModel.
    private static readonly Dictionary<string, string> s_actions = new(StringComparer.Ordinal)
    {
        ["Retrieve"] = "bedrock:Retrieve",
        ["Rerank"] = "bedrock:Rerank",
        ["InvokeModel"] = "bedrock:InvokeModel",
        ["Converse"] = "bedrock:InvokeModel",
        ["ConverseStream"] = "bedrock:InvokeModelWithResponseStream",
    };

    // Sid to why there is no narrower resource.
    private static readonly Dictionary<string, string> s_wildcards = new(StringComparer.Ordinal)
    {
        ["RerankHasNoResource"] = "the Rerank operation has no resource type",
        ["LogDeliveryHasNoResource"] = "log delivery has no resource types",
    };

    [Fact]
    public void Every_variable_is_a_setting_and_every_setting_a_variable()
    {
        var variables = SamTemplate.Root["Globals"]!["Function"]!["Environment"]!["Variables"]!.AsObject();
        variables.Select(v => v.Key).Where(k => k.StartsWith("RAGPRUNER_", StringComparison.Ordinal)).Order(StringComparer.Ordinal)
            .ShouldBe(KnownSettings.All.Select(s => s.Name).Order(StringComparer.Ordinal));
        foreach (var endpoint in new[] { "AWS_ENDPOINT_URL_BEDROCK_RUNTIME", "AWS_ENDPOINT_URL_BEDROCK_AGENT_RUNTIME" })
            ((string)variables[endpoint]!["Fn::Sub"]!).ShouldMatch(@"^https://bedrock(-agent)?-runtime\.\$\{AWS::Region\}\.\$\{AWS::URLSuffix\}$");
        variables.ShouldAllBe(v => !v.Key.Contains("SECRET") && !v.Key.Contains("PASSWORD") && !v.Key.Contains("API_KEY"));
    }

    [Fact]
    public void Parameter_defaults_are_the_codes_defaults()
    {
        var variables = SamTemplate.Root["Globals"]!["Function"]!["Environment"]!["Variables"]!.AsObject();
        foreach (var setting in KnownSettings.All.Where(s => s.RequiredBy == Parts.None && s.Default is not null))
        {
            var value = variables[setting.Name]!;
            var text = value is JsonObject reference ? (string)SamTemplate.Root["Parameters"]![(string)reference["Ref"]!]!["Default"]! : (string)value!;
            text.ShouldBe(setting.Default, setting.Name);
        }
    }

    [Fact]
    public void Handlers_resolve_to_methods_of_public_classes()
    {
        s_functions.Select(f => f.Name).Order(StringComparer.Ordinal).ShouldBe(FunctionCatalog.All.Select(f => $"{f.Name}Function").Order(StringComparer.Ordinal));
        foreach (var (name, properties) in s_functions)
        {
            var handler = ((string)properties["Handler"]!).Split("::");
            handler[0].ShouldBe(typeof(Function).Assembly.GetName().Name);
            var type = typeof(Function).Assembly.GetType(handler[1], throwOnError: true)!;
            type.Name.ShouldBe(name);
            type.IsPublic.ShouldBeTrue();
            type.GetConstructor([]).ShouldNotBeNull();
            type.GetMethod(handler[2]).ShouldNotBeNull();
        }
    }

    [Fact]
    public void Each_function_is_granted_what_its_parts_call_and_nothing_more()
    {
        foreach (var (name, properties) in s_functions)
        {
            var parts = FunctionCatalog.All.Single(f => $"{f.Name}Function" == name).Parts;
            var expected = new SortedSet<string>(StringComparer.Ordinal);
            if (parts.HasFlag(Parts.Retriever))
                expected.UnionWith(["Retrieve: bedrock:Retrieve", "RerankHasNoResource: bedrock:Rerank", "RerankModel: bedrock:InvokeModel"]);
            if (parts.HasFlag(Parts.Drafter))
                expected.Add("DraftModel: bedrock:InvokeModel");
            if (parts.HasFlag(Parts.Generator))
                expected.Add(name == "ApiFunction" ? "FinalModel: bedrock:InvokeModel,bedrock:InvokeModelWithResponseStream" : "FinalModel: bedrock:InvokeModel");
            if ((parts & (Parts.Retriever | Parts.Generator)) != Parts.None)
                expected.Add("Guardrail: bedrock:ApplyGuardrail");
            if (name == "BatchFunction")
                expected.UnionWith(["FinishedItems: s3:GetObject,s3:PutObject", "WhetherThereAreFinishedItems: s3:ListBucket", "BucketKey: kms:Decrypt,kms:GenerateDataKey"]);
            SamTemplate.Statements(properties).Select(s => $"{s["Sid"]}: {string.Join(",", SamTemplate.Texts(s["Action"]))}").Order(StringComparer.Ordinal).ShouldBe(expected, ignoreOrder: false, customMessage: name);
        }
    }

    [Fact]
    public void Every_operation_in_the_code_is_granted_somewhere()
    {
        var operations = Directory.GetFiles(Path.Combine(Repository.Root, "src", "RagPruner.Bedrock"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(f => Operation().Matches(File.ReadAllText(f))).Select(m => m.Groups["name"].Value).Distinct().ToArray();
        operations.ShouldBe(s_actions.Keys, ignoreOrder: true);
        var granted = s_functions.SelectMany(f => SamTemplate.Statements(f.Properties)).SelectMany(s => SamTemplate.Texts(s["Action"])).ToHashSet(StringComparer.Ordinal);
        granted.Where(a => a.StartsWith("bedrock:", StringComparison.Ordinal)).ShouldBe(s_actions.Values.Append("bedrock:ApplyGuardrail").Distinct(), ignoreOrder: true);
    }

    [Fact]
    public void The_rest_api_streams_exactly_the_routes_that_have_events_and_only_where_it_is_asked_to()
    {
        var paths = SamTemplate.Resources["RestApi"]!["Properties"]!["DefinitionBody"]!["paths"]!.AsObject();
        foreach (var (path, methods) in paths)
        {
            var streams = ApiRoute.All.Any(r => r.Path == path && r.Events is not null);
            foreach (var integration in methods!.AsObject().Select(m => m.Value!["x-amazon-apigateway-integration"]!))
            {
                (integration["responseTransferMode"]?.ToJsonString()).ShouldBe(streams ? """{"Fn::If":["StreamsResponses","STREAM","BUFFERED"]}""" : null, path);
                integration["uri"]!.ToJsonString().Contains("/2021-11-15/functions/${ApiFunction.Arn}:live/response-streaming-invocations").ShouldBe(streams, path);
            }
        }
        ((string?)SamTemplate.Root["Parameters"]!["ResponseStreaming"]!["Default"]).ShouldBe("disabled");
    }

    [Fact]
    public void Models_and_the_knowledge_base_are_granted_by_exactly_their_arns()
    {
        string Resource(string sid) => s_functions.SelectMany(f => SamTemplate.Statements(f.Properties)).Where(s => (string?)s["Sid"] == sid).Select(s => s["Resource"]!.ToJsonString()).Distinct().Single();
        Resource("DraftModel").ShouldBe("""{"Fn::If":["HasDraftModelArns",{"Ref":"DraftModelArns"},{"Ref":"DraftModel"}]}""");
        Resource("FinalModel").ShouldBe("""{"Ref":"FinalModelArns"}""");
        Resource("Retrieve").ShouldContain("knowledge-base/${KnowledgeBaseId}");
        Resource("Guardrail").ShouldContain("guardrail/${GuardrailId}");
    }

    [Fact]
    public void Wildcards_are_on_the_list_with_their_reasons()
    {
        var statements = SamTemplate.Resources.SelectMany(r => SamTemplate.Statements(r.Value!)).ToArray();
        statements.Length.ShouldBeGreaterThan(20);
        foreach (var statement in statements)
        {
            if ((string?)statement["Effect"] == "Allow" && statement["Resource"] is JsonValue resource && (string?)resource == "*")
                s_wildcards.ShouldContainKey((string)statement["Sid"]!);
            SamTemplate.Texts(statement["Action"]).ShouldAllBe(a => !a.Contains('*') || (string?)statement["Effect"] == "Deny");
            ((string?)statement["Effect"] == "Deny" || statement["Principal"]?.ToJsonString().Contains('*') != true).ShouldBeTrue();
        }
    }

    [Fact]
    public void Nothing_is_public()
    {
        SamTemplate.Objects(SamTemplate.Root).ShouldAllBe(o => !o.ContainsKey("FunctionUrlConfig"));
        SamTemplate.Resources.ShouldNotContain(r => (string?)r.Value!["Type"] == "AWS::Lambda::Url");
        var apis = SamTemplate.OfType("AWS::Serverless::Api").Concat(SamTemplate.OfType("AWS::Serverless::HttpApi")).ToArray();
        apis.Length.ShouldBe(2);
        foreach (var method in apis.SelectMany(a => a.Properties["DefinitionBody"]!["paths"]!.AsObject()).SelectMany(p => p.Value!.AsObject()))
        {
            var security = method.Value!["security"]!.AsArray().Single()!;
            var schemes = security["Fn::If"] is JsonArray branches ? branches.Skip(1).Select(b => b!.AsObject().Single().Key) : [security.AsObject().Single().Key];
            schemes.ShouldBeSubsetOf(["sigv4", "cognito", "jwt"]);
        }
    }

    [Fact]
    public void The_rest_api_validates_throttles_and_passes_nothing_through()
    {
        var api = SamTemplate.OfType("AWS::Serverless::Api").Single().Properties;
        api["MethodSettings"]![0]!["DataTraceEnabled"]!.ToString().ShouldBe("false");
        api["MethodSettings"]![0]!["ThrottlingRateLimit"].ShouldNotBeNull();
        var paths = api["DefinitionBody"]!["paths"]!.AsObject();
        paths.Select(p => p.Key).ShouldBe([.. ApiRoute.All.Select(r => r.Path).Where(p => p.StartsWith("/v1/", StringComparison.Ordinal)), "/v1/{proxy+}", "/v2/rerank", "/v2/{proxy+}"]);
        foreach (var method in paths.SelectMany(p => p.Value!.AsObject()))
            ((string?)method.Value!["x-amazon-apigateway-integration"]!["passthroughBehavior"]).ShouldBe("never");
        ((string?)api["DefinitionBody"]!["x-amazon-apigateway-request-validator"]).ShouldBe("body");
        foreach (var format in SamTemplate.Objects(SamTemplate.Root).Select(o => (string?)(o["Format"] as JsonValue)).Where(f => f?.Contains("$context") == true))
            format!.ShouldNotMatch(@"authorizer|claims|path\b|\.body|querystring|sourceIp|userAgent");
    }

    [Fact]
    public void Logs_are_kept_for_a_time_and_everything_is_encrypted()
    {
        var groups = SamTemplate.OfType("AWS::Logs::LogGroup").ToArray();
        groups.Length.ShouldBe(s_functions.Length + 3);
        groups.ShouldAllBe(g => g.Properties.ContainsKey("RetentionInDays") && g.Properties.ContainsKey("KmsKeyId"));
        s_functions.ShouldAllBe(f => f.Properties.ContainsKey("LoggingConfig") && f.Properties.ContainsKey("ReservedConcurrentExecutions"));
        var bucket = SamTemplate.OfType("AWS::S3::Bucket").Single().Properties;
        bucket.ContainsKey("BucketEncryption").ShouldBeTrue();
        bucket["PublicAccessBlockConfiguration"]!.AsObject().ShouldAllBe(m => m.Value!.ToString() == "true");
        SamTemplate.OfType("AWS::Serverless::StateMachine").ShouldAllBe(m => m.Properties["Logging"]!["IncludeExecutionData"]!.ToString() == "false");
    }

    [Fact]
    public void Every_parameter_is_described_and_used()
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, "template.yaml"));
        foreach (var (name, parameter) in SamTemplate.Root["Parameters"]!.AsObject())
        {
            parameter!["Description"].ShouldNotBeNull(name);
            Regex.Count(text, $@"(!Ref {name}\b|\$\{{{name}\}})").ShouldBeGreaterThan(0, name);
        }
        var grouped = SamTemplate.Root["Metadata"]!["AWS::CloudFormation::Interface"]!["ParameterGroups"]!.AsArray().SelectMany(g => SamTemplate.Texts(g!["Parameters"]));
        grouped.Order(StringComparer.Ordinal).ShouldBe(SamTemplate.Root["Parameters"]!.AsObject().Select(p => p.Key).Order(StringComparer.Ordinal));
    }

    [GeneratedRegex("""ServiceErrors\.(Call|Complete)Async\(\s*"(?<name>\w+)"|CallAsync\("(?<name>\w+)", (calls, )?\(\) =>""", RegexOptions.ExplicitCapture)]
    private static partial Regex Operation();
}
