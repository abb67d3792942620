using System.Globalization;

namespace RagPruner.Local.Evaluation;

/// <summary>What drafting by one policy costs at any price of the drafting model, beside what needs no drafts.</summary>
/// <param name="Policy">The policy.</param>
/// <param name="IsByCall">Whether drafts are paid by the call or window, and not by the token.</param>
/// <param name="IsFree">Whether drafts cost nothing at all now.</param>
/// <param name="Price">The price now: dollars a call, or per million input tokens.</param>
/// <param name="UsdWithout">Dollars a question without what that price is of.</param>
/// <param name="Amount">Of that a question takes: calls, or millions of input tokens.</param>
/// <param name="Others">What it is compared with, each with its dollars a question.</param>
internal sealed record DraftingCost(
    string Policy, bool IsByCall, bool IsFree, double Price, double UsdWithout, double Amount, IReadOnlyList<PolicyCost> Others)
{
    /// <summary>
    /// The policy that the plan looks at beside sending everything and the retrieval order with the same rule; null where nothing is drafted.
    /// </summary>
    public static DraftingCost? Of(IReadOnlyList<PolicyFigures> policies, EvaluationPlan plan)
    {
        int[] others = [policies.Count - 1, .. plan.RetrievalWith(plan.Policies[plan.Focus].KeepText) is { } retrieval ? [retrieval] : Array.Empty<int>()];
        return Of(policies[plan.Focus], [.. others.Select(i => policies[i])]);
    }

    /// <summary>Null where nothing is drafted.</summary>
    public static DraftingCost? Of(PolicyFigures policy, params IReadOnlyList<PolicyFigures> others)
    {
        if (policy.DraftCalls == 0)
            return null;
        var isByCall = policy.DraftCallUsd > 0;
        var (usd, amount) = isByCall ? (policy.DraftCallUsd, policy.DraftCalls) : (policy.DraftInputUsd, policy.DraftInputTokens / 1e6);
        return amount == 0 ? null
            : new DraftingCost(policy.Policy, isByCall, policy.DraftUsd == 0, usd / amount, policy.Usd - usd, amount,
                [.. others.Select(o => new PolicyCost(o.Policy, o.Usd))]);
    }

    /// <summary>Dollars a question at a price.</summary>
    public double UsdAt(double price) => UsdWithout + price * Amount;

    /// <summary>The price at which it costs as much as another, 0 or below where it never costs less.</summary>
    public double BreakEvenWith(double usd) => (usd - UsdWithout) / Amount;

    /// <summary>What the prices are of.</summary>
    public string Unit => IsByCall ? "a draft" : "per million input tokens of the drafting model";

    public string Text => $"Break-even of {Policy}: " + string.Join("; ", Others.Select(o => BreakEvenWith(o.Usd) is var price && price >= Least
        ? $"it costs less than {o.Policy} below ${Money(price)} {Unit}" : $"it never costs less than {o.Policy}"))
        + $"; here it is {(IsFree ? "reckoned at nothing (--draft-price)" : $"${Money(Price)}")}.";

    // What would be printed as 0 is no price.
    private double Least => IsByCall ? 0.000001 : 0.01;

    private string Money(double usd) => usd.ToString(IsByCall ? "0.000000" : "0.00", CultureInfo.InvariantCulture);
}

/// <summary>A policy's dollars a question.</summary>
internal sealed record PolicyCost(string Policy, double Usd);
