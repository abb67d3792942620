using System.Text.Json;
using System.Text.Json.Serialization;
using RagPruner.Local.Corpora;

namespace RagPruner.Local.Evaluation;

/// <summary>Reads a file in the format of SQuAD 1.1 (and of XQuAD): paragraphs with questions about them, so corpus and questions in one.</summary>
internal static class SquadFile
{
    public static (Corpus Corpus, IReadOnlyList<EvalQuestion> Questions) Read(string path)
    {
        if (!File.Exists(path))
            throw new PrunerInvalidInput($"The SQuAD file {path} does not exist.");
        var bytes = Corpus.Read(path);
        var (chunks, questions) = (new List<CorpusChunk>(), new List<EvalQuestion>());
        var articles = Parse(path, bytes).Data ?? throw new PrunerInvalidInput($"{path}: data is missing.");
        for (var a = 0; a < articles.Count; a++)
        {
            var paragraphs = articles[a]?.Paragraphs ?? throw new PrunerInvalidInput($"{path}: data[{a}].paragraphs is missing.");
            for (var p = 0; p < paragraphs.Count; p++)
                Add(path, articles[a]!.Title, paragraphs[p], a, p, chunks, questions);
        }
        if (questions.Count == 0)
            throw new PrunerInvalidInput($"{path} holds no question.");
        return (Corpus.Of(path, [("squad", bytes)], new ChunkLimits(), () => chunks), questions);
    }

    private static void Add(string path, string? title, SquadParagraph? paragraph, int a, int p, List<CorpusChunk> chunks, List<EvalQuestion> questions)
    {
        var id = $"d{a:000}-p{p:00}";
        if (string.IsNullOrWhiteSpace(paragraph?.Context))
            throw new PrunerInvalidInput($"{path}: data[{a}].paragraphs[{p}].context is missing or empty.");
        chunks.Add(new CorpusChunk(id, title, paragraph.Context, null, null));
        foreach (var qa in paragraph.Qas ?? [])
        {
            if (string.IsNullOrWhiteSpace(qa?.Id) || string.IsNullOrWhiteSpace(qa.Question))
                throw new PrunerInvalidInput($"{path}: data[{a}].paragraphs[{p}].qas has an entry without id or question.");
            string[] answers = [.. (qa.Answers ?? []).Select(x => x?.Text ?? "").Where(x => x.Length > 0)];
            // SQuAD 2.0 has questions that the paragraph does not answer.
            questions.Add(new EvalQuestion(qa.Id, qa.Question, answers, answers.Length > 0 ? [id] : []));
        }
    }

    private static SquadData Parse(string path, byte[] bytes)
    {
        try
        {
            return JsonSerializer.Deserialize(bytes, SquadJson.Default.SquadData) ?? throw new PrunerInvalidInput($"{path} is not a SQuAD file.");
        }
        catch (JsonException e)
        {
            throw new PrunerInvalidInput(
                $"{path}, line {e.LineNumber + 1}: not a valid SQuAD file{(e.Path is { Length: > 2 } at ? $" at {at[2..]}" : "")}.", e);
        }
    }
}

internal sealed record SquadData(IReadOnlyList<SquadArticle?>? Data);

internal sealed record SquadArticle(string? Title, IReadOnlyList<SquadParagraph?>? Paragraphs);

internal sealed record SquadParagraph(string? Context, IReadOnlyList<SquadQuestion?>? Qas);

internal sealed record SquadQuestion(string? Id, string? Question, IReadOnlyList<SquadAnswer?>? Answers);

internal sealed record SquadAnswer(string? Text);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(SquadData))]
internal sealed partial class SquadJson : JsonSerializerContext;
