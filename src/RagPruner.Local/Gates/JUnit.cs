using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using RagPruner.Local.Evaluation;
using RagPruner.Local.Output;

namespace RagPruner.Local.Gates;

/// <summary>
/// An evaluation as a JUnit report, which build servers show: a test for each question, and with a baseline one for the gate.
/// What fails a test is what fails the gate; a question that came out wrong otherwise is told in its output, because a score
/// below 100 % is no broken build.
/// </summary>
internal static class JUnit
{
    private const string Name = "ragpruner eval";

    public static OutputFile At(string path) => new(path, "a JUnit report of eval", $"<testsuites name=\"{Name}\"");

    public static string Of(EvaluationResult done, EvaluationPlan plan, IReadOnlyList<EvalQuestion> questions, Gate? gate)
    {
        var policy = plan.Policies[plan.Focus].Name;
        var outcomes = done.Outcomes.ToDictionary(o => o.Id, StringComparer.Ordinal);
        XElement[] cases =
        [
            .. Cases(gate, policy), .. questions.OrderBy(q => q.Id, StringComparer.Ordinal).Select(q => Case(q, outcomes.GetValueOrDefault(q.Id))),
        ];
        var suite = new XElement("testsuite", new XAttribute("name", policy), Counts(cases), cases);
        return new XDocument(new XElement("testsuites", new XAttribute("name", Name), Counts(cases), suite)).ToString() + "\n";

        XElement Case(EvalQuestion question, QuestionOutcome? outcome)
        {
            var isRight = outcome?.IsRight(plan.Focus, plan);
            var element = new XElement("testcase", new XAttribute("classname", policy), new XAttribute("name", InXml(question.Id)));
            if (gate is not null && question.IsMust && isRight != true)
                element.Add(new XElement("failure", new XAttribute("message", outcome is null ? "must come out right, and failed" : "must come out right"),
                    outcome?.Detail?.Cause));
            else if (isRight is null)
                element.Add(new XElement("skipped", new XAttribute("message", outcome is null ? "failed, and is in no figure" : "cannot be judged")));
            if (outcome?.Detail is { } detail)
                element.Add(new XElement("system-out", detail.Cause is { } cause ? $"{detail.Result}: {cause}" : detail.Result));
            return element;
        }
    }

    // An id may hold what XML has no way to write.
    private static string InXml(string id) => string.Concat(id.Select(c => XmlConvert.IsXmlChar(c) ? c : '\uFFFD'));

    private static IEnumerable<XElement> Cases(Gate? gate, string policy)
    {
        if (gate is null)
            yield break;
        var element = new XElement("testcase", new XAttribute("classname", policy), new XAttribute("name", "quality against the baseline"));
        if (gate.IsShownWorse)
            element.Add(new XElement("failure", new XAttribute("message", GateText.Verdict(gate))));
        yield return element;
    }

    private static XAttribute[] Counts(XElement[] cases) =>
    [
        new("tests", cases.Length.ToString(CultureInfo.InvariantCulture)),
        new("failures", cases.Count(c => c.Element("failure") is not null).ToString(CultureInfo.InvariantCulture)),
        new("skipped", cases.Count(c => c.Element("skipped") is not null).ToString(CultureInfo.InvariantCulture)),
    ];
}
