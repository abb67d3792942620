using System.Text.Json;
using Microsoft.Data.Sqlite;
using RagPruner.Contexts;
using RagPruner.Contract;
using RagPruner.Local.Corpora;
using RagPruner.Text;

namespace RagPruner.Local.KnowledgeBase;

/// <summary>
/// A corpus in one SQLite file: the chunks, a full-text index over them (FTS5, ranked by BM25, Porter stems), and the
/// corpus's term counts. Read-only once built; safe for concurrent use.
/// </summary>
internal sealed class KnowledgeIndex : ISearch
{
    private readonly string _connectionString;
    private readonly Lazy<CollectionStatistics> _statistics;

    private KnowledgeIndex(string path)
    {
        _connectionString = new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadOnly }.ToString();
        _statistics = new Lazy<CollectionStatistics>(ReadStatistics);
        // Indexes are named by what they hold.
        Name = Path.GetFileName(path).Split('.')[0];
    }

    /// <summary>Identifies the corpus by its content.</summary>
    public string Name { get; }

    public string Method => Bm25;

    /// <summary>What the index itself finds contexts by.</summary>
    public const string Bm25 = "bm25";

    public CollectionStatistics Statistics => _statistics.Value;

    /// <summary>Opens a built index.</summary>
    /// <exception cref="SqliteException">The file is not a whole index.</exception>
    public static KnowledgeIndex Open(string path)
    {
        var index = new KnowledgeIndex(path);
        using var connection = new SqliteConnection(index._connectionString);
        try
        {
            // A damaged file shows here rather than in the middle of a question.
            connection.Open();
            Execute(connection, "SELECT count(*) FROM complete");
            return index;
        }
        catch (SqliteException)
        {
            // The pool would go on to use the damaged file after another has taken its place.
            SqliteConnection.ClearPool(connection);
            throw;
        }
    }

    /// <summary>Writes an index to a file that does not exist yet.</summary>
    public static void Build(string path, IReadOnlyList<CorpusChunk> chunks)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        connection.Open();
        // The file is thrown away if the build fails, so it needs no journal.
        Execute(connection, """
            PRAGMA journal_mode = OFF;
            PRAGMA synchronous = OFF;
            CREATE TABLE contexts (rowid INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, title TEXT, uri TEXT, text TEXT NOT NULL, metadata TEXT);
            CREATE VIRTUAL TABLE contexts_fts USING fts5 (title, text, content = '', tokenize = 'porter unicode61 remove_diacritics 2');
            CREATE TABLE terms (term TEXT PRIMARY KEY, count INTEGER NOT NULL) WITHOUT ROWID;
            """);
        using (var transaction = connection.BeginTransaction())
        {
            var counts = InsertChunks(connection, transaction, chunks);
            InsertCounts(connection, transaction, counts);
            transaction.Commit();
        }
        Execute(connection, """
            INSERT INTO contexts_fts (contexts_fts) VALUES ('optimize');
            CREATE TABLE complete (yes INTEGER);
            """);
    }

    /// <summary>
    /// The best contexts for a question, in BM25 order, ties in corpus order. The score is the negated value of FTS5's
    /// bm25(), so higher is better.
    /// </summary>
    public IReadOnlyList<Context> Search(string question, int count, ContextFilter? filter = null) =>
        [.. SearchWithMetadata(question, count, filter).Select(f => f.Context)];

    /// <inheritdoc/>
    public IReadOnlyList<(Context Context, string? Metadata)> SearchWithMetadata(string question, int count, ContextFilter? filter)
    {
        if (Query(question) is not { } query)
            return [];
        return Reading(connection => Search(connection, query, count, filter));
    }

    private static IReadOnlyList<(Context Context, string? Metadata)> Search(SqliteConnection connection, string query, int count, ContextFilter? filter)
    {
        using var command = connection.CreateCommand();
        command.CommandText = """
            SELECT c.id, c.title, c.uri, c.text, -f.rank, c.metadata
            FROM contexts_fts f JOIN contexts c ON c.rowid = f.rowid
            WHERE contexts_fts MATCH $query ORDER BY f.rank, f.rowid
            """;
        command.Parameters.AddWithValue("$query", query);
        using var reader = command.ExecuteReader();
        var contexts = new List<(Context Context, string? Metadata)>(count);
        while (contexts.Count < count && reader.Read())
        {
            var metadata = reader.IsDBNull(5) ? null : reader.GetString(5);
            if (filter?.Matches(MetadataOf(metadata)) == false)
                continue;
            contexts.Add((ContextIn(reader) with { RetrievalScore = reader.GetDouble(4), Rank = contexts.Count + 1 }, metadata));
        }
        return contexts;
    }

    /// <summary>How many chunks there are.</summary>
    public int Count() => Reading(static connection =>
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM contexts";
        return (int)(long)command.ExecuteScalar()!;
    });

    /// <summary>The texts of all chunks in corpus order.</summary>
    public IReadOnlyList<string> Texts() => Reading(connection =>
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT text FROM contexts ORDER BY rowid";
        using var reader = command.ExecuteReader();
        var texts = new List<string>();
        while (reader.Read())
            texts.Add(reader.GetString(0));
        return texts;
    });

    /// <summary>Chunks by their places in corpus order, from 0, in the order given.</summary>
    public IReadOnlyList<(int Row, Context Context, string? Metadata)> Rows(IReadOnlyList<int> rows) => Reading(connection =>
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT id, title, uri, text, metadata FROM contexts WHERE rowid = $row + 1";
        var wanted = command.Parameters.Add("$row", SqliteType.Integer);
        var found = new List<(int, Context, string?)>(rows.Count);
        foreach (var row in rows)
        {
            wanted.Value = row;
            using var reader = command.ExecuteReader();
            if (reader.Read())
                found.Add((row, ContextIn(reader), reader.IsDBNull(4) ? null : reader.GetString(4)));
        }
        return found;
    });

    private static Context ContextIn(SqliteDataReader reader) => new()
    {
        Id = reader.GetString(0),
        Title = reader.IsDBNull(1) ? null : reader.GetString(1),
        Uri = reader.IsDBNull(2) ? null : reader.GetString(2),
        Text = reader.GetString(3),
        Rank = 1,
    };

    /// <summary>Metadata as the contract reads it.</summary>
    internal static Dictionary<string, MetadataValue> MetadataOf(string? json)
    {
        if (json is null)
            return [];
        using var document = JsonDocument.Parse(json);
        return document.RootElement.EnumerateObject().ToDictionary(p => p.Name, p => FilterJson.Value(p.Value), StringComparer.Ordinal);
    }

    /// <summary>Any of the question's words, each quoted, so that no FTS5 syntax can be injected; null if there is no word.</summary>
    private static string? Query(string question)
    {
        var words = Words.Normals(question).Distinct(StringComparer.Ordinal).ToArray();
        var content = words.Where(w => !Terms.IsStopWord(w)).ToArray();
        var chosen = content.Length > 0 ? content : words;
        return chosen.Length == 0 ? null : string.Join(" OR ", chosen.Select(w => $"\"{w.Replace("\"", "", StringComparison.Ordinal)}\""));
    }

    /// <summary>The sources that no chunk is, or is part of.</summary>
    public IReadOnlyList<string> Lacks(IEnumerable<string> sourceIds) => Reading(connection =>
    {
        using var command = connection.CreateCommand();
        // '$' follows '#' in the order of ids, so the range holds the chunks of a document.
        command.CommandText = "SELECT count(*) FROM contexts WHERE id = $id OR (id >= $id || '#' AND id < $id || '$')";
        var id = command.Parameters.Add("$id", SqliteType.Text);
        var missing = new List<string>();
        foreach (var source in sourceIds)
        {
            id.Value = source;
            if ((long)command.ExecuteScalar()! == 0)
                missing.Add(source);
        }
        return missing;
    });

    private CollectionStatistics ReadStatistics() => Reading(ReadStatistics);

    private static CollectionStatistics ReadStatistics(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT term, count FROM terms";
        using var reader = command.ExecuteReader();
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        while (reader.Read())
            counts.Add(reader.GetString(0), reader.GetInt32(1));
        return new CollectionStatistics(counts);
    }

    private T Reading<T>(Func<SqliteConnection, T> read)
    {
        using var connection = new SqliteConnection(_connectionString);
        try
        {
            connection.Open();
            return read(connection);
        }
        catch (SqliteException e)
        {
            throw new PrunerMisconfigured($"The index {connection.DataSource} is damaged; delete it, and it is built again.", e);
        }
    }

    private static Dictionary<string, int> InsertChunks(SqliteConnection connection, SqliteTransaction transaction, IReadOnlyList<CorpusChunk> chunks)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        using var insert = connection.CreateCommand();
        insert.Transaction = transaction;
        insert.CommandText = "INSERT INTO contexts (id, title, uri, text, metadata) VALUES ($id, $title, $uri, $text, $metadata)";
        var (id, title, uri) = (insert.Parameters.Add("$id", SqliteType.Text), insert.Parameters.Add("$title", SqliteType.Text),
            insert.Parameters.Add("$uri", SqliteType.Text));
        var (text, metadata) = (insert.Parameters.Add("$text", SqliteType.Text), insert.Parameters.Add("$metadata", SqliteType.Text));
        using var index = connection.CreateCommand();
        index.Transaction = transaction;
        index.CommandText = "INSERT INTO contexts_fts (rowid, title, text) VALUES ($rowid, $title, $text)";
        var (rowid, searchedTitle, searchedText) = (index.Parameters.Add("$rowid", SqliteType.Integer), index.Parameters.Add("$title", SqliteType.Text),
            index.Parameters.Add("$text", SqliteType.Text));
        var row = 0L;
        foreach (var chunk in chunks)
        {
            id.Value = chunk.Id;
            title.Value = (object?)chunk.Title ?? DBNull.Value;
            uri.Value = (object?)chunk.Uri ?? DBNull.Value;
            text.Value = chunk.Text;
            metadata.Value = (object?)chunk.Metadata ?? DBNull.Value;
            insert.ExecuteNonQuery();
            // What is searched for is split into words as everywhere else; FTS5 by itself takes a row of Chinese for one word.
            (rowid.Value, searchedTitle.Value, searchedText.Value) = (++row, Words.Spaced(chunk.Title ?? ""), Words.Spaced(chunk.Text));
            index.ExecuteNonQuery();
            foreach (var term in Terms.Of(chunk.Text))
                counts[term.Term] = counts.GetValueOrDefault(term.Term) + 1;
        }
        return counts;
    }

    private static void InsertCounts(SqliteConnection connection, SqliteTransaction transaction, Dictionary<string, int> counts)
    {
        using var insert = connection.CreateCommand();
        insert.Transaction = transaction;
        insert.CommandText = "INSERT INTO terms (term, count) VALUES ($term, $count)";
        var (term, count) = (insert.Parameters.Add("$term", SqliteType.Text), insert.Parameters.Add("$count", SqliteType.Integer));
        foreach (var entry in counts)
        {
            (term.Value, count.Value) = (entry.Key, entry.Value);
            insert.ExecuteNonQuery();
        }
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
