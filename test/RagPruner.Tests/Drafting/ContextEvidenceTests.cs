using RagPruner.Drafting;
using RagPruner.Tests.Support;

namespace RagPruner.Tests.Drafting;

public sealed class ContextEvidenceTests
{
    [Fact]
    public void A_copy_with_another_draft_says_something_else()
    {
        var ten = new ContextEvidence(Make.Context(1, "It costs 10 euros."), Make.Evidence(draft: "10 euros"));
        var twenty = new ContextEvidence(Make.Context(2, "It costs 20 euros."), Make.Evidence(draft: "20 euros"));
        ten.StatementTo(null).To(twenty.StatementTo(null)).ShouldBe(RagPruner.Statements.Relation.Contradicts);
        (ten with { Context = twenty.Context, Evidence = twenty.Evidence }).StatementTo(null).To(twenty.StatementTo(null)).ShouldBe(RagPruner.Statements.Relation.Same);
        (ten with { Evidence = Make.Evidence(draft: "not in the context") }).Speaks.ShouldBeFalse();
    }

    [Fact]
    public void Two_are_equal_whoever_looked_at_them()
    {
        var (context, evidence) = (Make.Context(1), Make.Evidence());
        var looked = new ContextEvidence(context, evidence);
        _ = looked.StatementTo(null);
        looked.ShouldBe(new ContextEvidence(context, evidence));
    }
}
