using RagPruner.Calibration;
using RagPruner.Errors;

namespace RagPruner.Local.Calibration;

/// <summary>A profile on disk.</summary>
internal static class ProfileFile
{
    /// <exception cref="PrunerInvalidInput">It is not there, cannot be read, or is not a profile; the message names the file.</exception>
    public static Profile Read(string path)
    {
        try
        {
            return ProfileJson.Read(File.ReadAllBytes(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PrunerInvalidInput($"The profile {path} cannot be read.", e);
        }
        catch (PrunerInvalidInput e)
        {
            throw new PrunerInvalidInput($"{path}: {e.Message}", e);
        }
    }

    /// <summary>Writes a profile whole or not at all.</summary>
    /// <exception cref="PrunerInvalidInput">It cannot be written.</exception>
    public static void Write(string path, Profile profile)
    {
        try
        {
            File.WriteAllText($"{path}.new", ProfileJson.Write(profile) + "\n");
            File.Move($"{path}.new", path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PrunerInvalidInput($"The profile {path} cannot be written.", e);
        }
    }
}
