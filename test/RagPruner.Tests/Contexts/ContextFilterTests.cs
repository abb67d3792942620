using System.Text.Json;
using RagPruner.Contexts;
using RagPruner.Contract;
using RagPruner.Errors;
using RagPruner.Pipeline;

namespace RagPruner.Tests.Contexts;

public sealed class ContextFilterTests
{
    private static readonly Dictionary<string, MetadataValue> s_metadata = new(StringComparer.Ordinal)
    {
        ["lang"] = MetadataValue.Of("en"),
        ["year"] = MetadataValue.Of(2025),
        ["draft"] = MetadataValue.Of(false),
        ["tags"] = MetadataValue.Of([MetadataValue.Of("ferry"), MetadataValue.Of("times")]),
    };

    [Theory]
    [InlineData("""{"equals":{"key":"lang","value":"en"}}""", true)]
    [InlineData("""{"equals":{"key":"year","value":2025.0}}""", true)]
    [InlineData("""{"equals":{"key":"year","value":"2025"}}""", false)]
    [InlineData("""{"equals":{"key":"draft","value":false}}""", true)]
    [InlineData("""{"equals":{"key":"none","value":"en"}}""", false)]
    [InlineData("""{"notEquals":{"key":"none","value":"en"}}""", true)]
    [InlineData("""{"greaterThan":{"key":"year","value":2024}}""", true)]
    [InlineData("""{"greaterThan":{"key":"lang","value":1}}""", false)]
    [InlineData("""{"lessThanOrEquals":{"key":"year","value":2024}}""", false)]
    [InlineData("""{"in":{"key":"lang","value":["de","en"]}}""", true)]
    [InlineData("""{"notIn":{"key":"lang","value":["de"]}}""", true)]
    [InlineData("""{"startsWith":{"key":"lang","value":"e"}}""", true)]
    [InlineData("""{"stringContains":{"key":"tags","value":"err"}}""", true)]
    [InlineData("""{"listContains":{"key":"tags","value":"times"}}""", true)]
    [InlineData("""{"listContains":{"key":"lang","value":"en"}}""", false)]
    [InlineData("""{"andAll":[{"equals":{"key":"lang","value":"en"}},{"orAll":[{"equals":{"key":"year","value":1}},{"equals":{"key":"year","value":2025}}]}]}""", true)]
    public void Matches_as_a_knowledge_base_does(string json, bool matches) => Read(json).Matches(s_metadata).ShouldBe(matches);

    [Theory]
    [InlineData("{}", "filter must be an object with exactly one member.")]
    [InlineData("[]", "filter must be an object with exactly one member.")]
    [InlineData("""{"like":{"key":"k","value":"v"}}""", "filter has an unknown operator")]
    [InlineData("""{"equals":{"value":"v"}}""", "filter.equals needs exactly key (1 to 100 characters) and value.")]
    [InlineData("""{"equals":{"key":"","value":"v"}}""", "filter.equals needs exactly key (1 to 100 characters) and value.")]
    [InlineData("""{"equals":{"key":"k","value":null}}""", "filter.equals.value is of the wrong type.")]
    [InlineData("""{"in":{"key":"k","value":"v"}}""", "filter.in.value is of the wrong type.")]
    [InlineData("""{"greaterThan":{"key":"k","value":"v"}}""", "filter.greaterThan.value is of the wrong type.")]
    [InlineData("""{"andAll":[{"equals":{"key":"k","value":"v"}}]}""", "filter.andAll must be a list of 2 to 5.")]
    [InlineData("""{"andAll":[{"equals":{"key":"k","value":"v"}},{"orAll":[{"equals":{"key":"k","value":"v"}},{"andAll":[]}]}]}""", "filter nests groups more than one level deep.")]
    public void A_wrong_filter_is_refused_without_its_values(string json, string message) =>
        Should.Throw<PrunerInvalidInput>(() => Read(json)).Message.ShouldStartWith(message);

    [Theory]
    [InlineData("""{"equals":{"key":"a","value":1}}""")]
    [InlineData("""{"andAll":[A,A]}""")]
    [InlineData("""{"andAll":[A,A,A,A,A]}""")]
    [InlineData("""{"orAll":[A,A,A,A,A]}""")]
    [InlineData("""{"andAll":[{"orAll":[A,A]},A,A,{"andAll":[A,A]}]}""")]
    public void A_filter_that_the_contract_accepts_has_room_for_a_tenant(string json)
    {
        var both = Request(json, s_tenant).Filter!.And(s_tenant.Filter);
        (both.Levels <= ContextFilter.MostLevels, both.HasGroupsInRange).ShouldBe((true, true));
    }

    [Theory]
    [InlineData("""{"orAll":[{"andAll":[A,A]},A]}""")]
    [InlineData("""{"andAll":[{"orAll":[A,A]},A,A,A,A]}""")]
    public void Where_there_is_none_the_request_is_refused_by_name(string json)
    {
        Should.Throw<PrunerInvalidInput>(() => Request(json, s_tenant)).Message.ShouldStartWith("filter has no room for the tenant that is joined to it");
        Request(json, null).Filter.ShouldNotBeNull();
    }

    [Fact]
    public void A_callers_own_filter_keeps_to_the_same_limits()
    {
        var clause = Read("""{"equals":{"key":"a","value":1}}""");
        Should.Throw<PrunerInvalidInput>(() => Admitted(new PruneRequest("q") { Filter = new FilterGroup(true, [clause]) })).Message.ShouldBe("filter must have groups of 2 to 5 members.");
        Should.Throw<PrunerInvalidInput>(() => Admitted(new PruneRequest("q") { Filter = new FilterGroup(true, [.. Enumerable.Repeat(clause, 6)]) }));
    }

    private static readonly TenantClause s_tenant = new("tenant", "t1");

    private static PruneRequest Request(string json, TenantClause? tenant)
    {
        var request = new PruneRequest("q") { Filter = Read(json.Replace("A,", """{"equals":{"key":"a","value":1}},""", StringComparison.Ordinal).Replace("A]", """{"equals":{"key":"a","value":1}}]""", StringComparison.Ordinal)), Tenant = tenant };
        Admitted(request);
        return request;
    }

    private static AdmittedRequest Admitted(PruneRequest request) => AdmittedRequest.Of(request, new PrunerOptions(), offered: null);

    private static ContextFilter Read(string json)
    {
        using var document = JsonDocument.Parse(json);
        return FilterJson.Read(document.RootElement);
    }
}
