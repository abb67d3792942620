using RagPruner.Contexts;
using RagPruner.Drafting;
using RagPruner.Local.Completions;
using RagPruner.Local.EmbeddedModel;
using RagPruner.Local.LocalCloud;
using RagPruner.Text;

namespace RagPruner.Local.Evaluation;

/// <summary>
/// A prompt template: a text with <c>{context}</c> and <c>{question}</c> in it, and whatever control tokens the model's
/// turns need. Control tokens in contexts and questions themselves are broken, as in the product's own prompts.
/// </summary>
internal sealed record PromptTemplate(string Name, string Text)
{
    /// <exception cref="PrunerInvalidInput">The file is not there, or lacks a place for the context or the question.</exception>
    public static PromptTemplate Read(string path)
    {
        if (!File.Exists(path))
            throw new PrunerInvalidInput($"The template {path} does not exist.");
        var text = File.ReadAllText(path);
        foreach (var place in (string[])["{context}", "{question}"])
        {
            if (!text.Contains(place, StringComparison.Ordinal))
                throw new PrunerInvalidInput($"The template {path} has no {place}.");
        }
        // Editors end a file with a line break, which would end the model's line before it began.
        return new PromptTemplate(Path.GetFileName(path), text.TrimEnd('\n', '\r'));
    }

    public string Fill(string context, string question)
    {
        // In one pass, so that a context which mentions {question} stays as it is.
        var parts = Text.Split("{context}");
        return string.Join(ChatTokens.Neutralize(context).Trim(),
            parts.Select(p => p.Replace("{question}", ChatTokens.Neutralize(question).Trim(), StringComparison.Ordinal)));
    }
}

/// <summary>Completes the same questions by several templates, and compares how surely and how well.</summary>
internal static class PromptCheck
{
    /// <summary>How many tokens tell how surely a model sets out; the metric <c>PromptQuality</c> takes as many.</summary>
    public const int FirstTokens = 5;

    /// <summary>One question by every template.</summary>
    /// <exception cref="PrunerUpstreamFailed">The model failed.</exception>
    public static async Task<IReadOnlyList<TemplateOutcome>> AskAsync(
        IPromptModel model, IReadOnlyList<PromptTemplate> templates, EvalQuestion question, Context context, int maxTokens, CancellationToken cancellationToken)
    {
        var outcomes = new List<TemplateOutcome>(templates.Count);
        foreach (var template in templates)
        {
            try
            {
                var reply = await model.CompleteAsync(template.Fill(context.Text, question.Question), maxTokens, DraftPrompt.Stops, 1, cancellationToken);
                var completion = new NamedCompletion(template.Name, reply.Text.Trim(), reply.Tokens!);
                outcomes.Add(
                    new TemplateOutcome(completion.FirstLogprob(FirstTokens), AnswerMeasures.Of(completion.Text, question.Answers), reply.Tokens!.Count));
            }
            catch (AwsError e)
            {
                throw new PrunerUpstreamFailed($"The model failed on the template {template.Name}: {e.Message}", e);
            }
        }
        return outcomes;
    }

    /// <summary>The figures of each template; differences are to the first.</summary>
    public static IReadOnlyList<TemplateFigures> Figures(IReadOnlyList<PromptTemplate> templates, IReadOnlyList<IReadOnlyList<TemplateOutcome>> questions) =>
        [.. templates.Select((template, t) =>
        {
            var both = questions.Where(q => q[t].FirstLogprob is not null && q[0].FirstLogprob is not null).ToArray();
            return new TemplateFigures(
                template.Name, questions.Count, questions.Average(q => q[t].FirstLogprob), questions.Average(q => q[t].Answer.IsRight ? 1.0 : 0),
                    questions.Average(q => q[t].Answer.F1), questions.Average(q => q[t].Tokens),
                Bootstrap.Of([.. both.Select(q => q[t].FirstLogprob!.Value - q[0].FirstLogprob!.Value)]),
                new PairedCounts(
                    questions.Count(q => q[t].Answer.IsRight && !q[0].Answer.IsRight), questions.Count(q => !q[t].Answer.IsRight && q[0].Answer.IsRight),
                    questions.Count).Interval());
        })];
}

/// <summary>What a template made of one question.</summary>
internal sealed record TemplateOutcome(double? FirstLogprob, AnswerMeasures Answer, int Tokens);

/// <summary>What a template made of all questions.</summary>
/// <param name="Template">Its file's name.</param>
/// <param name="Questions">How many questions.</param>
/// <param name="FirstLogprob">Mean log probability of the first five tokens; null without any.</param>
/// <param name="Right">Share of right completions.</param>
/// <param name="F1">Mean token F1 with an accepted answer.</param>
/// <param name="Tokens">Mean length.</param>
/// <param name="FirstLogprobAgainstFirst">The first log probability less that of the first template.</param>
/// <param name="RightAgainstFirst">The share of right ones less that of the first template.</param>
internal sealed record TemplateFigures(
    string Template, int Questions, double? FirstLogprob, double Right, double F1, double Tokens, Interval FirstLogprobAgainstFirst,
        Interval RightAgainstFirst);
