using RagPruner.Contexts;
using static RagPruner.Contexts.FilterOperator;

namespace RagPruner.Tests.Contexts;

public sealed class FilterClauseTests
{
    private static readonly Dictionary<string, MetadataValue> s_metadata = new(StringComparer.Ordinal)
    {
        ["team"] = MetadataValue.Of("ferry desk"),
        ["year"] = MetadataValue.Of(2025),
        ["open"] = MetadataValue.Of(true),
        ["tags"] = MetadataValue.Of([MetadataValue.Of("night"), MetadataValue.Of("dogs")]),
    };

    public static TheoryData<FilterOperator, string, object, bool> Numbers { get; } = new()
    {
        { EqualTo, "year", 2025.0, true }, { EqualTo, "year", 2024.0, false }, { EqualTo, "missing", 1.0, false },
        { NotEqualTo, "year", 2025.0, false }, { NotEqualTo, "year", 2024.0, true }, { NotEqualTo, "missing", 1.0, true },
        { GreaterThan, "year", 2024.0, true }, { GreaterThan, "year", 2025.0, false }, { GreaterThan, "missing", 0.0, false },
        { GreaterThanOrEqualTo, "year", 2025.0, true }, { GreaterThanOrEqualTo, "year", 2026.0, false },
        { LessThan, "year", 2026.0, true }, { LessThan, "year", 2025.0, false }, { LessThan, "team", 9999.0, false },
        { LessThanOrEqualTo, "year", 2025.0, true }, { LessThanOrEqualTo, "year", 2024.0, false },
        { EqualTo, "team", "ferry desk", true }, { EqualTo, "team", "ferry", false }, { EqualTo, "tags", "night", false },
        { StartsWith, "team", "ferry", true }, { StartsWith, "team", "desk", false }, { StartsWith, "year", "20", false }, { StartsWith, "missing", "", false },
        { StringContains, "team", "y d", true }, { StringContains, "team", "dogs", false }, { StringContains, "tags", "igh", true },
        { StringContains, "tags", "day", false }, { StringContains, "missing", "", false }, { StringContains, "year", "20", false },
        { ListContains, "tags", "dogs", true }, { ListContains, "tags", "cats", false }, { ListContains, "team", "ferry desk", false }, { ListContains, "missing", "x", false },
        { EqualTo, "open", true, true }, { EqualTo, "open", false, false }, { EqualTo, "open", 1.0, false },
    };

    [Theory]
    [MemberData(nameof(Numbers))]
    public void A_clause_is_met_as_the_operator_says(FilterOperator comparison, string key, object value, bool isMet) =>
        new FilterClause(comparison, key, Value(value)).Matches(s_metadata).ShouldBe(isMet);

    [Theory]
    [InlineData(In, "year", true)]
    [InlineData(In, "team", false)]
    [InlineData(In, "missing", false)]
    [InlineData(NotIn, "year", false)]
    [InlineData(NotIn, "team", true)]
    [InlineData(NotIn, "missing", true)]
    public void A_list_is_met_by_any_of_its_items(FilterOperator comparison, string key, bool isMet) =>
        new FilterClause(comparison, key, MetadataValue.Of([MetadataValue.Of(2025), MetadataValue.Of("other")])).Matches(s_metadata).ShouldBe(isMet);

    [Fact]
    public void A_list_is_the_same_as_nothing_not_even_as_itself()
    {
        var list = MetadataValue.Of([MetadataValue.Of("night")]);
        list.Is(list).ShouldBeFalse();
        list.Is(new MetadataValue()).ShouldBeFalse();
        new MetadataValue().Is(list).ShouldBeFalse();
    }

    [Fact]
    public void A_group_is_met_by_all_or_by_any_and_knows_what_its_members_use()
    {
        FilterClause met = new(EqualTo, "year", MetadataValue.Of(2025)), other = new(StartsWith, "team", MetadataValue.Of("desk"));
        new FilterGroup(true, [met, other]).Matches(s_metadata).ShouldBeFalse();
        new FilterGroup(false, [met, other]).Matches(s_metadata).ShouldBeTrue();
        new FilterGroup(true, [met, met]).Matches(s_metadata).ShouldBeTrue();
        new FilterGroup(false, [other, other]).Matches(s_metadata).ShouldBeFalse();
        new FilterGroup(true, [met, other]).Uses(StartsWith, StringContains).ShouldBe(StartsWith);
        new FilterGroup(true, [met, met]).Uses(StartsWith).ShouldBeNull();
        met.Uses(EqualTo).ShouldBe(EqualTo);
        met.Uses(NotEqualTo).ShouldBeNull();
    }

    [Fact]
    public void Both_conditions_hold_whether_they_are_nested_or_taken_in()
    {
        FilterClause met = new(EqualTo, "year", MetadataValue.Of(2025)), other = new(EqualTo, "year", MetadataValue.Of(1));
        met.And(other).Matches(s_metadata).ShouldBeFalse();
        met.And(met).Matches(s_metadata).ShouldBeTrue();
        new FilterGroup(true, [met, met]).And(other).Matches(s_metadata).ShouldBeFalse();
        new FilterGroup(true, [met, met]).And(met).Levels.ShouldBe(1);
        new FilterGroup(false, [met, other]).And(other).Matches(s_metadata).ShouldBeFalse();
        new FilterGroup(false, [met, other]).And(met).Levels.ShouldBe(2);
        new FilterGroup(true, [met, met, met, met, met]).And(other).ShouldBeOfType<FilterGroup>().Members.Count.ShouldBe(2);
    }

    [Fact]
    public void Groups_that_a_knowledge_base_would_refuse_are_refused()
    {
        var clause = new FilterClause(EqualTo, "year", MetadataValue.Of(1));
        var pair = new FilterGroup(true, [clause, clause]);
        Should.NotThrow(() => new FilterGroup(false, [pair, clause]).EnsureFits());
        Should.Throw<Errors.PrunerInvalidInput>(() => new FilterGroup(true, [new FilterGroup(true, [pair, clause]), clause]).EnsureFits()).Message.ShouldContain("deep");
        Should.Throw<Errors.PrunerInvalidInput>(() => new FilterGroup(true, [clause]).EnsureFits()).Message.ShouldContain("2 to 5");
        Should.Throw<Errors.PrunerInvalidInput>(() => new FilterGroup(true, [pair, new FilterGroup(true, [clause])]).EnsureFits()).Message.ShouldContain("2 to 5");
        Should.Throw<Errors.PrunerInvalidInput>(() => new FilterGroup(true, [.. Enumerable.Repeat(clause, 6)]).EnsureFits()).Message.ShouldContain("2 to 5");
    }

    [Fact]
    public void A_result_is_ones_own_and_accepted_by_tenant_and_filter()
    {
        var query = new RetrievalQuery("When?", 5);
        (query.IsOwn(s_metadata), query.Accepts(s_metadata), query.Condition).ShouldBe((true, true, null));
        var filtered = query with { Filter = new FilterClause(EqualTo, "year", MetadataValue.Of(1)) };
        (filtered.IsOwn(s_metadata), filtered.Accepts(s_metadata)).ShouldBe((true, false));
        var foreign = query with { Tenant = new TenantClause("team", "other") };
        (foreign.IsOwn(s_metadata), foreign.Accepts(s_metadata)).ShouldBe((false, false));
        var own = query with { Tenant = new TenantClause("team", "ferry desk"), Filter = new FilterClause(EqualTo, "year", MetadataValue.Of(2025)) };
        (own.IsOwn(s_metadata), own.Accepts(s_metadata), own.Condition!.Levels).ShouldBe((true, true, 1));
        (own with { Filter = filtered.Filter }).Accepts(s_metadata).ShouldBeFalse();
    }

    private static MetadataValue Value(object value) => value switch
    {
        string text => MetadataValue.Of(text),
        bool flag => MetadataValue.Of(flag),
        _ => MetadataValue.Of((double)value),
    };
}
