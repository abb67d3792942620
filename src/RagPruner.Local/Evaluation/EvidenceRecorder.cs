using RagPruner.Errors;

namespace RagPruner.Local.Evaluation;

/// <summary>
/// Appends each question's evidence to a file as soon as it is complete, so that nothing is lost when an evaluation is
/// interrupted; what the file holds already is not collected again.
/// </summary>
internal sealed class EvidenceRecorder : IDisposable
{
    private readonly Lock _lock = new();
    private readonly StreamWriter _writer;
    private readonly Dictionary<string, RecordedQuestion> _known = new(StringComparer.Ordinal);

    /// <param name="path">The file; made if it is not there.</param>
    /// <param name="origin">The models and the prompt in use.</param>
    /// <exception cref="PrunerInvalidInput">The file is not one of evidence, belongs to other models, or cannot be written.</exception>
    public EvidenceRecorder(string path, RecordedOrigin origin)
    {
        try
        {
            CutUnfinished(path);
            if (File.Exists(path) && new FileInfo(path).Length > 0)
                _known = RecordedEvidence.Read(path).ToDictionary(q => q.Question.Id, StringComparer.Ordinal);
            if (_known.Values.Any(q => q.Origin?.Serves(origin) != true))
                throw new PrunerInvalidInput($"The evidence file {path} was recorded with other models, another prompt or for other scorers: choose another file.");
            _writer = new StreamWriter(path, append: true) { AutoFlush = true, NewLine = "\n" };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PrunerInvalidInput($"The evidence file {path} cannot be written.", e);
        }
    }

    /// <summary>How many questions the file held.</summary>
    public int Known => _known.Count;

    /// <summary>What the file holds of a question, or null.</summary>
    /// <exception cref="PrunerInvalidInput">It holds another question under this id, or more contexts.</exception>
    public RecordedQuestion? Find(EvalQuestion question, int contexts) =>
        !_known.TryGetValue(question.Id, out var found) ? null
        : found.Question.Question == question.Question && found.Candidates.Count <= contexts ? found
        : throw new PrunerInvalidInput($"The evidence file holds another question, or more contexts, under the id {question.Id}: it belongs to another evaluation.");

    public void Add(RecordedQuestion recorded)
    {
        lock (_lock)
            _writer.WriteLine(RecordedEvidence.Line(recorded));
    }

    public void Dispose() => _writer.Dispose();

    // A line without its end was being written when the process ended.
    private static void CutUnfinished(string path)
    {
        if (!File.Exists(path))
            return;
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
        var end = file.Length;
        while (end > 0)
        {
            file.Position = end - 1;
            if (file.ReadByte() == '\n')
                break;
            end--;
        }
        file.SetLength(end);
    }
}
