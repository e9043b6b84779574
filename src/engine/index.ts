export { createEngine, DEFAULT_OPTIONS } from './engine.ts';
export type { Engine } from './engine.ts';
export { createLocalEngine } from './localEngine.ts';
export type { LocalEngine } from './localEngine.ts';
export type { ObtainOptions, Verified } from './obtain.ts';
export type { RefusalCode } from './environments/environmentRecord.ts';
export type { EnvironmentState, EnvironmentTool } from './environments/environmentState.ts';
export type { InstallOptions, Restored, RestoreOptions } from './tools.ts';
export { EngineError, isEngineError } from './errors.ts';
export type { ArchiveRule } from './archiveRule.ts';
export type { ErrorCode, ErrorFacts, NoVersionReason, ProjectRule } from './errors.ts';
export { DIGEST_DIGITS, shortSourceName, recordKey, sourceKey, sourceName } from './model.ts';
export type {
  ArtifactSource,
  Asset,
  Digests,
  Feature,
  InstanceInfo,
  Owner,
  Package,
  Page,
  Repository,
  TokenFinding,
  Version,
} from './model.ts';
export { isHere, storedRefusal } from './absence.ts';
export type { AssetRecord, Clock, Log, RecordList, Transport } from './ports.ts';
export { assetSchema, sourceSchema } from './storedSchemas.ts';
export { fileDigest } from './hashedCopy.ts';
export { systemClock } from './systemClock.ts';
export { assertFullyListed } from './fullyListed.ts';
export { readLimited } from './limitedFile.ts';
export { digestsOf, EVIDENCE_KINDS, groundsOf, isVerified, isWeaker, REQUIREMENTS } from './evidence.ts';
export type {
  Change,
  Evidence,
  EvidenceFile,
  EvidenceKind,
  Grounds,
  IdentityKind,
  Requirement,
  Proof,
} from './evidence.ts';
export type { Hold } from './http/gate.ts';
export { createEditorTransport } from './http/editorTransport.ts';
export { authoritiesWith } from './http/authorities.ts';
export type { ProxySettings } from './http/proxies.ts';
export { createNodeTransport } from './http/nodeTransport.ts';
export { createUndiciTransport } from './http/undiciTransport.ts';
export { assetUrl, normaliseBase, urls } from './forgejo/urls.ts';
export type { BaseProblem } from './forgejo/urls.ts';
export { readLink } from './forgejo/readLink.ts';
export type { Linked, LinkedVersion } from './forgejo/readLink.ts';
export { parseAssetAddress } from './forgejo/assetAddress.ts';
export type { AssetAddress } from './forgejo/assetAddress.ts';
export { matchRemote, webAddressOfRemote } from './forgejo/gitRemotes.ts';
export type { RemoteRepository } from './forgejo/gitRemotes.ts';
export { readRepositoryPath } from './forgejo/repositoryPath.ts';
export type { RepositoryPath } from './forgejo/repositoryPath.ts';
export type { FileResult, FileResults } from './portable.ts';
export type { FilesProgress } from './portable/filesProgress.ts';
export { lockedFiles, omittedTools } from './portable/lockedFiles.ts';
export type { WhichPlatforms } from './portable/lockedFiles.ts';
export { parseMirror } from './mirror/mirrorAddress.ts';
export type { MirrorAddress, MirrorAddressProblem } from './mirror/mirrorAddress.ts';
export { authorizationOf } from './mirror/credential.ts';
export type { MirrorPorts } from './mirror/mirrors.ts';
export { probeMirror } from './mirror/probeMirror.ts';
export type { UploadResult } from './mirror/uploads.ts';
export { clientsOf, MIRRORS_ONLY } from './clients.ts';
export type { InstanceClient } from './forgejo/client.ts';
export type { CachedAsset } from './cache/downloadRequest.ts';
export type { PartialDownload } from './cache/partialDownloads.ts';
export type { Progress } from './cache/progress.ts';
export { saveNew, saveOver } from './cache/saveCopy.ts';
export type { CopyTo } from './cache/saveCopy.ts';
export { RateMeter, timeLeftMs } from './cache/rateMeter.ts';
export type { VerifyResult } from './cache/cachedFileVerifier.ts';
export type { Fetched, MetadataKey } from './cache/releaseCache.ts';
export { openDirectoryStores } from './store/directoryStores.ts';
export { fileLabelsInSlices } from './match/fileLabels.ts';
export type { FileLabel } from './match/fileLabels.ts';
export { matchAssets, matchInSlices } from './match/matchAssets.ts';
export type { Match } from './match/matchAssets.ts';
export { namedKind } from './match/namedKind.ts';
export type { AssetKind } from './match/fileExtensions.ts';
export { readReleaseInSlices } from './match/release.ts';
export { toolOfAsset } from './match/toolOfAsset.ts';
export type { FitReason } from './fitReason.ts';
export type { Ranked } from './match/ranking.ts';
export { detectMachine, detectPlatform } from './machine/machine.ts';
export { NODE_PROBES } from './machine/nodeProbes.ts';
export {
  commandEndings,
  findProgram,
  foreignDirectories,
  pathDirectories,
  pathOf,
  pathParts,
} from './machine/programSearch.ts';
export { runSystemCommand } from './machine/systemCommand.ts';
export { archName, osName } from './machine/platform.ts';
export type { Machine } from './machine/platform.ts';
export { plainFileName, safeFileName } from './safeName.ts';
export { unpack } from './unpack/unpack.ts';
export { DEFAULT_UNPACK_LIMITS } from './unpack/limits.ts';
export type { UnpackLimits } from './unpack/limits.ts';
export type { ChoiceSubject } from './project/fileChoices.ts';
export type { CommandOffer, CommandReason } from './commandOffers.ts';
export type { Executable, Installed, Tool, UnreadableInstall } from './install/installed.ts';
export type { Check } from './install/checkInstall.ts';
export { directorySpelling, isOfTool, toolOf } from './install/installLayout.ts';
export { isQuarantined, removeQuarantine } from './install/macOsQuarantine.ts';
export type { Gap, InspectedFile, InspectedPlatform, InspectReport } from './inspect/inspectReport.ts';
export type { Header } from './machine/program.ts';
export { evidenceFilesFor } from './verify/gather.ts';
export type { ChecksumFinding, SignatureFinding } from './findings.ts';
export { isBlocking } from './verify/refusal.ts';
export { createTrust } from './verify/trust.ts';
export type { Trust } from './verify/trust.ts';
export { pgpUserIds } from './verify/openpgpUserIds.ts';
export { fingerprintOf, keyIdOf, keyLabel, serialiseTrustedKey } from './verify/trustedKey.ts';
export type { TrustedKey } from './verify/trustedKey.ts';
export { isKeyOf, unknownSigners } from './verify/unknownSigners.ts';
export type { UnknownSigner } from './verify/unknownSigners.ts';
export { parseTrustedKey } from './verify/trustedKeyText.ts';
export type { TrustedKeyProblem } from './verify/trustedKeyText.ts';
export { listVersions } from './project/listVersions.ts';
export type { FoundVersion } from './project/findVersion.ts';
export type { ListedVersions } from './project/listVersions.ts';
export { PLATFORM_KEYS, platformOf } from './project/platforms.ts';
export { EMPTY_LOCK } from './project/projectModel.ts';
export type { Lock, LockedAsset, LockedEvidence, LockedTool, Project, ToolSpec } from './project/projectModel.ts';
export { isToolName } from './project/toolName.ts';
export { formatLock } from './project/lockText.ts';
export { projectPaths, readLock, readProjectFiles } from './project/projectFiles.ts';
export type { ProjectFiles } from './project/projectFiles.ts';
export { writeProjectFiles } from './project/writeProjectFiles.ts';
export type { ProjectEdit } from './project/writeProjectFiles.ts';
export { exactly, latestOf } from './versions/resolveVersion.ts';
export { parseAge } from './age.ts';
export type { SkippedVersion } from './versions/minimumAge.ts';
export type { LockNote } from './project/pickAssets.ts';
export { outdatedTools, toolsOnlyLocked } from './project/updateTool.ts';
export type { AssetChange, PlatformFile, ToolUpdate, UpdateResult } from './project/updateTool.ts';
export { lockChosen, patternOf } from './project/lockChosen.ts';
export { projectProblems } from './project/projectProblems.ts';
export type { ProjectProblem } from './project/projectProblems.ts';
export { assetOfLock, planRestore } from './project/planRestore.ts';
export type { PlannedFile, PlannedTool } from './project/planRestore.ts';
export type { RestoreProgress } from './project/restoreProgress.ts';
export type { AssetCheck, AssetFacts, ToolCheck } from './project/checkLock.ts';
